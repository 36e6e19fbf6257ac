mod agreement;
mod cast;
mod ledger;
mod life;
mod random;
mod screen;
mod summary;
mod traffic;
