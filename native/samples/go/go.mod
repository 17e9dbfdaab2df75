module zkfp.example/verify

go 1.19
