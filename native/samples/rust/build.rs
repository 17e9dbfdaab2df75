// Links libzkfp from the folder that native/check.sh names.
fn main() {
    let folder = std::env::var("ZKFP_LIB").expect("ZKFP_LIB: the folder of libzkfp.so");
    println!("cargo:rustc-link-search=native={folder}");
    println!("cargo:rustc-link-lib=dylib=zkfp");
    println!("cargo:rerun-if-env-changed=ZKFP_LIB");
}
