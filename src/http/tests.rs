//! Rules of the guard that need no listener; answers over a real one stand in `tests/it/http.rs`.

use super::health::{Health, Phase};
use super::token::Token;

#[test]
fn only_the_whole_token_is_taken() {
    let token = Token::new(" correct-horse-battery \n").unwrap();
    let shown = |header: &str| token.is_shown_by(Some(header.as_bytes()));
    assert!(shown("Bearer correct-horse-battery"));
    assert!(shown("bearer correct-horse-battery"));
    assert!(!shown("Bearer correct-horse-batter"));
    assert!(!shown("Bearer correct-horse-batteryy"));
    assert!(!shown("Basic correct-horse-battery"));
    assert!(!shown("Bearer "));
    assert!(!shown(""));
    assert!(!token.is_shown_by(None));
}

#[test]
fn a_token_that_can_be_guessed_is_none() {
    assert!(Token::new("short").is_none());
    assert!(Token::new("                    ").is_none());
}

#[test]
fn a_service_is_ready_only_while_it_runs() {
    let health = Health::default();
    assert_eq!(health.trouble(), Some("starting"));
    health.enter(Phase::Running);
    assert_eq!(health.trouble(), None);
    health.enter(Phase::Stopping);
    assert_eq!(health.trouble(), Some("stopping"));
}
