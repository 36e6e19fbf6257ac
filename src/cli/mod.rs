mod demo;
mod explain;
pub(crate) mod failure;
mod table;
