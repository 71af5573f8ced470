//! The program: reads the command line, runs one command, answers with its exit code.
#![forbid(unsafe_code)]

mod cli;

/// A run is short and reads much: with the allocator of the system, a fifth of it goes into fresh pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
