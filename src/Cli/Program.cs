using System.CommandLine;

RootCommand root = new("Zkfp: proves what a MIPS program did, and verifies such proofs.");
return root.Parse(args).Invoke();
