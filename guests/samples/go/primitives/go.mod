module primitives

go 1.19

require zkfp v0.0.0

replace zkfp => ../../../sdk/go
