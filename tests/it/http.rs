//! Answers over a real listener on a free loopback port.

use leadfold::http::health::{Health, Phase};
use leadfold::http::token::Token;
use leadfold::http::{Error, Server, Settings, start};
use leadfold::metrics::{Labels, Metric, Metrics};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

const SECRET: &str = "correct-horse-battery";

struct Running {
    server: Server,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
}

fn running(listen: &str, secret: Option<&str>) -> Result<Running, Error> {
    let metrics = Arc::new(Metrics::new(&Labels::default()));
    let health = Arc::new(Health::default());
    let settings = Settings {
        listen: listen.parse().unwrap(),
        token: secret.map(|secret| Token::new(secret).unwrap()),
    };
    let server = start(settings, Arc::clone(&metrics), Arc::clone(&health))?;
    Ok(Running {
        server,
        metrics,
        health,
    })
}

/// The status line's code and the body.
fn ask(running: &Running, path: &str, token: Option<&str>) -> (u16, String) {
    let mut stream = TcpStream::connect(running.server.address()).unwrap();
    let shown = token.map_or_else(String::new, |token| {
        format!("Authorization: Bearer {token}\r\n")
    });
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\n{shown}Connection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let code = answer[9..12].parse().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (code, body.to_owned())
}

#[test]
fn metrics_are_what_was_counted() {
    let running = running("127.0.0.1:0", None).unwrap();
    running.metrics.add(Metric::Commits, &[], 3);
    let (code, body) = ask(&running, "/metrics", None);
    assert_eq!(code, 200);
    assert!(body.contains("\nleadfold_commits_total 3\n"), "{body}");
    assert_eq!(ask(&running, "/elsewhere", None).0, 404);
}

#[test]
fn a_service_is_alive_before_it_is_ready() {
    let running = running("127.0.0.1:0", None).unwrap();
    assert_eq!(ask(&running, "/livez", None), (200, "ok\n".to_owned()));
    running.health.enter(Phase::Restoring);
    let (code, body) = ask(&running, "/readyz", None);
    assert_eq!(code, 503);
    assert!(body.contains("restoring the state"), "{body}");
    running.health.enter(Phase::Running);
    assert_eq!(ask(&running, "/readyz", None).0, 200);
}

#[test]
fn with_a_token_only_probes_are_open() {
    let running = running("127.0.0.1:0", Some(SECRET)).unwrap();
    assert_eq!(ask(&running, "/metrics", None).0, 401);
    assert_eq!(
        ask(&running, "/metrics", Some("correct-horse-batterx")).0,
        401
    );
    assert_eq!(ask(&running, "/metrics", Some(SECRET)).0, 200);
    assert_eq!(ask(&running, "/elsewhere", None).0, 401);
    assert_eq!(ask(&running, "/livez", None).0, 200);
}

#[test]
fn what_others_can_reach_needs_a_token() {
    let refused = running("0.0.0.0:0", None);
    assert!(matches!(refused, Err(Error::Unguarded { .. })));
    assert!(running("0.0.0.0:0", Some(SECRET)).is_ok());
}

#[test]
fn a_port_that_is_taken_is_told_and_a_stopped_server_frees_it() {
    let first = running("127.0.0.1:0", None).unwrap();
    let address = first.server.address().to_string();
    assert!(matches!(running(&address, None), Err(Error::Listen { .. })));
    drop(first);
    assert!(running(&address, None).is_ok());
}

#[test]
fn a_client_that_says_nothing_does_not_hold_up_the_stop() {
    let running = running("127.0.0.1:0", None).unwrap();
    let mut idle = TcpStream::connect(running.server.address()).unwrap();
    assert_eq!(ask(&running, "/livez", None).0, 200);
    drop(running);
    let mut rest = Vec::new();
    // Closed by the server, one way or the other.
    assert_eq!(idle.read_to_end(&mut rest).unwrap_or(0), 0);
}

#[test]
fn clients_that_say_nothing_do_not_keep_probes_out() {
    let running = running("127.0.0.1:0", None).unwrap();
    // As many as there are places; half of them begin a request and never end it.
    let silent: Vec<TcpStream> = (0..128)
        .map(|index| {
            let mut stream = TcpStream::connect(running.server.address()).unwrap();
            if index % 2 == 0 {
                stream.write_all(b"GET /livez HTTP/1.1\r\n").unwrap();
            }
            stream
        })
        .collect();
    let mut probe = TcpStream::connect(running.server.address()).unwrap();
    // Far longer than it takes, so that a slow machine does not fail.
    probe
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    probe
        .write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    probe.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("ok\n"), "{answer}");
    drop(silent);
}
