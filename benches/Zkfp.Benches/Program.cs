using BenchmarkDotNet.Running;
using Zkfp.Benches.Shard;

if (args.Length != 0 && args[0] == "shard") return ShardBench.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
