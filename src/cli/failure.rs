//! How a verb fails: with the chain of causes, a hint when one can be given, and an exit code.

use std::error::Error;
use std::fmt::Write;
use std::process::ExitCode;

/// Why a verb ended badly.
#[derive(Debug)]
pub(super) struct Failure {
    error: Box<dyn Error + Send + Sync>,
    hint: Option<String>,
    code: u8,
}

/// What verbs answer.
pub(super) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// The verb was used rightly and failed: exit code 1.
    pub(super) fn failed(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            error: error.into(),
            hint: None,
            code: 1,
        }
    }

    /// The verb was used wrongly, or the configuration is wrong: exit code 2.
    pub(super) fn usage(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            code: 2,
            ..Self::failed(error)
        }
    }

    /// Adds what the person at the terminal may do.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether whoever read our output has gone away: then there is nobody to tell.
    pub(super) fn is_closed_pipe(&self) -> bool {
        let mut next: Option<&(dyn Error + 'static)> = Some(self.error.as_ref());
        while let Some(error) = next {
            if let Some(io) = error.downcast_ref::<std::io::Error>()
                && io.kind() == std::io::ErrorKind::BrokenPipe
            {
                return true;
            }
            next = error.source();
        }
        false
    }

    /// The exit code.
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }

    /// As told on stderr: `error:`, the chain, a blank line, `hint:`.
    pub(super) fn told(&self) -> String {
        let mut text = format!("error: {}\n", self.error);
        let mut next = self.error.source();
        while let Some(cause) = next {
            let told = writeln!(
                text,
                "  because: {}",
                cause.to_string().trim_end().replace('\n', "\n  ")
            );
            told.expect("text can be written into memory");
            next = cause.source();
        }
        if let Some(hint) = &self.hint {
            let told = writeln!(text, "\nhint: {hint}");
            told.expect("text can be written into memory");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("could not open the folder")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn a_failure_tells_the_chain_and_then_the_hint() {
        let cause = std::io::Error::other("no such disk");
        let failure = Failure::failed(Outer(cause)).hint("plug it in");
        expect_test::expect![[r"
            error: could not open the folder
              because: no such disk

            hint: plug it in
        "]]
        .assert_eq(&failure.told());
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure_to_tell() {
        let gone = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert!(Failure::failed(Outer(gone)).is_closed_pipe());
        assert!(!Failure::failed("else").is_closed_pipe());
    }
}
