//! What the process says of itself over HTTP: `/metrics`, `/livez`, `/readyz`. It only reads shared state and never touches a lead.
//!
//! It listens on loopback unless a token is set: then every answer but `/livez` and `/readyz` asks for it. The server runs on a thread of
//! its own, so that a slow scrape never delays a commit; connections, requests and bodies are bounded.

mod bounds;
pub mod health;
#[cfg(test)]
mod tests;
pub mod token;

use self::bounds::Bounded;
use self::health::Health;
use self::token::Token;
use crate::metrics::Metrics;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Requests answered at once; Prometheus, two probes and a few people need fewer.
const MOST_REQUESTS: usize = 32;
/// Connections held open at once, so that idle ones cannot use up the descriptors that the store needs.
const MOST_CONNECTIONS: usize = 128;
/// The largest body taken, in bytes. Nothing is posted here yet.
const MOST_BODY: usize = 64 * 1024;
/// How long one answer may take.
const WITHIN: Duration = Duration::from_secs(5);
/// How long open connections may hold up the stop.
const STOP_WITHIN: Duration = Duration::from_millis(500);

/// Where to listen, and who may ask.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address; port 0 takes any free one.
    pub listen: SocketAddr,
    /// What a caller must show. Without one only a loopback address is lawful.
    pub token: Option<Token>,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration is unsafe.
    #[error("would not listen on {listen} without a token: it can be reached from other machines")]
    Unguarded {
        /// The address asked for.
        listen: SocketAddr,
    },
    /// The address is taken, or not ours.
    #[error("could not listen on {listen}")]
    Listen {
        /// The address asked for.
        listen: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// No thread or runtime could be had.
    #[error("could not start the HTTP server")]
    Start(#[source] std::io::Error),
}

/// A running server; it stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    metrics: Arc<Metrics>,
    health: Arc<Health>,
    token: Option<Token>,
    requests: Semaphore,
}

/// Starts to answer.
///
/// # Errors
/// When the address is not loopback and no token is set, or cannot be listened on.
pub fn start(
    settings: Settings,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
) -> Result<Server, Error> {
    let Settings { listen, token } = settings;
    if !listen.ip().is_loopback() && token.is_none() {
        return Err(Error::Unguarded { listen });
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Start)?;
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind(listen))
        .map_err(|source| Error::Listen { listen, source })?;
    let address = listener
        .local_addr()
        .map_err(|source| Error::Listen { listen, source })?;
    let routes = routes(Arc::new(Shared {
        metrics,
        health,
        token,
        requests: Semaphore::new(MOST_REQUESTS),
    }));
    let (stop, stopped) = oneshot::channel::<()>();
    let serve = move || {
        runtime.block_on(async {
            let serving = axum::serve(Bounded::new(listener, MOST_CONNECTIONS), routes);
            // Either ends it: a word, or the server that held the sender being gone.
            let mut stopped = stopped;
            let graceful = serving.with_graceful_shutdown(async move {
                if (&mut stopped).await.is_err() {
                    tracing::debug!("the server was dropped");
                }
            });
            if let Err(error) = graceful.await {
                tracing::warn!(%error, "the HTTP server ended");
            }
        });
        runtime.shutdown_timeout(STOP_WITHIN);
    };
    let thread = std::thread::Builder::new()
        .name("http".to_owned())
        .spawn(serve)
        .map_err(Error::Start)?;
    Ok(Server {
        address,
        stop: Some(stop),
        thread: Some(thread),
    })
}

impl Server {
    /// Where it listens, the port known.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the HTTP thread had panicked");
        }
    }
}

fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .with_state(shared)
}

/// Bounds every request, and asks for the token. Probes need none: an orchestrator has no secret, and they tell nothing.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let Ok(_permit) = shared.requests.try_acquire() else {
        return refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "too many requests at once",
        );
    };
    let is_probe = matches!(request.uri().path(), "/livez" | "/readyz");
    if let Some(token) = &shared.token
        && !is_probe
    {
        let shown = request.headers().get(header::AUTHORIZATION);
        if !token.is_shown_by(shown.map(header::HeaderValue::as_bytes)) {
            return refuse(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "a bearer token is needed",
            );
        }
    }
    tokio::time::timeout(WITHIN, next.run(request))
        .await
        .unwrap_or_else(|_| {
            refuse(
                StatusCode::SERVICE_UNAVAILABLE,
                "late",
                "the answer took too long",
            )
        })
}

fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    let body = axum::Json(serde_json::json!({ "code": code, "message": message }));
    (status, body).into_response()
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let kind = (header::CONTENT_TYPE, "text/plain; version=0.0.4");
    ([kind], shared.metrics.scrape()).into_response()
}

/// Whether the process should be left alone: it answers, so it should.
async fn livez() -> &'static str {
    "ok\n"
}

/// Whether outputs follow inputs now; if not, why not.
async fn readyz(State(shared): State<Arc<Shared>>) -> Response {
    match shared.health.trouble() {
        None => "ok\n".into_response(),
        Some(trouble) => refuse(StatusCode::SERVICE_UNAVAILABLE, "not_ready", trouble),
    }
}
