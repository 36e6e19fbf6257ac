mod demo;
mod explain;
pub(crate) mod failure;
