pub(crate) mod failure; mod explain; mod demo; mod table; mod outputs;
