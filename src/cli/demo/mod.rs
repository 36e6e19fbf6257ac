mod agreement;
mod cast;
mod life;
mod random;
mod traffic;
