# The few verbs. Everything is one cargo profile (dev, optimised), so that RocksDB is compiled once for all of them.

# rustup's own folder comes first: a distribution's compiler may be older than the code.
export PATH := $(if $(CARGO_HOME),$(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo check test bench

help:
	@printf '%s\n' \
	  'make demo    leadfold at work on invented traffic; ARGS="--for 30s --seed 7" are passed on' \
	  'make test    everything that must hold: check, then all tests' \
	  'make check   format, lints, licences and sources of dependencies, documentation' \
	  'make bench   what an event costs; prints figures, asserts none' \
	  'make setup   what a build needs, installed or named (the other verbs do this first)'

setup:
	@scripts/setup

demo: setup
	cargo run --locked -- demo $(ARGS)

check: setup
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	scripts/deny
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

test: check
	cargo test --locked

bench: setup
	cargo bench --locked --profile dev --bench cost $(ARGS)
