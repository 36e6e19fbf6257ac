//! The token a caller must show, compared in constant time.

use sha2::{Digest, Sha256};
use std::fmt;

/// A secret that callers show as `Authorization: Bearer …`. Only its digest is kept.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// The shortest token taken, in bytes: shorter ones can be guessed.
    pub const SHORTEST: usize = 16;

    /// The token of that text, without blanks at its ends; nothing when it is shorter than [`Token::SHORTEST`].
    #[must_use]
    pub fn new(secret: &str) -> Option<Self> {
        let secret = secret.trim();
        (secret.len() >= Self::SHORTEST).then(|| Self(digest(secret.as_bytes())))
    }

    /// Whether the value of an `Authorization` header shows it. Digests are compared, all bytes of them: the time taken tells neither where
    /// two secrets differ nor how long ours is.
    #[must_use]
    pub fn is_shown_by(&self, header: Option<&[u8]>) -> bool {
        let shown = header
            .and_then(|value| value.split_at_checked(7))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "))
            .map_or(&[][..], |(_, shown)| shown);
        let differs = (digest(shown).iter().zip(&self.0)).fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(differs) == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
