//! Verifies samples/hello.proof through libzkfp and rejects it when one byte is damaged. Usage: zkfp-verify SAMPLES-FOLDER

use std::{env, ffi::CStr, fs, os::raw::c_char, path::Path, process::exit, ptr};

#[repr(C)]
#[derive(Default)]
struct Statement {
    outcome: u32,
    has_digest: u32,
    output_digest: [u8; 32],
    instructions: u64,
}

extern "C" {
    fn zkfp_verify(
        proof: *const u8, proof_length: usize, key: *const u8, key_length: usize, output: *const u8, output_length: usize,
        statement: *mut Statement, error: *mut c_char, error_size: usize,
    ) -> i32;
}

/// What a valid proof states, or why it is none.
fn verify(proof: &[u8], key: &[u8], output: Option<&[u8]>) -> Result<Statement, (i32, String)> {
    let mut statement = Statement::default();
    let mut text = [0 as c_char; 256];
    let (bytes, length) = output.map_or((ptr::null(), 0), |o| (o.as_ptr(), o.len()));
    // SAFETY: pointers and lengths are those of live slices; the library keeps none of them.
    let status = unsafe {
        zkfp_verify(proof.as_ptr(), proof.len(), key.as_ptr(), key.len(), bytes, length, &mut statement, text.as_mut_ptr(), text.len())
    };
    if status == 0 {
        return Ok(statement);
    }
    // SAFETY: the library ended the text with a zero.
    Err((status, unsafe { CStr::from_ptr(text.as_ptr()) }.to_string_lossy().into_owned()))
}

fn main() {
    let folder = env::args().nth(1).unwrap_or_else(|| {
        eprintln!("usage: zkfp-verify SAMPLES-FOLDER");
        exit(2)
    });
    let load = |name: &str| fs::read(Path::new(&folder).join(name)).unwrap_or_else(|e| {
        eprintln!("{name}: {e}");
        exit(2)
    });
    let (mut proof, key, output) = (load("hello.proof"), load("hello.vk"), load("hello.output"));
    match verify(&proof, &key, Some(&output)) {
        Ok(s) if s.outcome == 3 << 8 && s.has_digest == 1 && s.output_digest != [0; 32] && s.instructions == 0 => println!("Rust: valid, exit {}", s.outcome >> 8),
        Ok(s) => panic!("outcome {}", s.outcome),
        Err(e) => panic!("{e:?}"),
    }
    let last = proof.len() - 4;
    proof[last] ^= 1;
    match verify(&proof, &key, None) {
        Err((1, reason)) => println!("Rust: damaged, refused: {reason}"),
        other => panic!("a damaged proof: {:?}", other.err()),
    }
}
