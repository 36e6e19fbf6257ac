mod agreement;
mod cast;
mod life;
mod random;
mod screen;
mod summary;
mod traffic;
