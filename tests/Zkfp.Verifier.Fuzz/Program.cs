using System.Diagnostics;
using System.Globalization;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Fuzzing;
using Zkfp.Verifier.Tests.Toy;

// dotnet run -c Release --project tests/Zkfp.Verifier.Fuzz -- [strings] [seed] [threads]
// dotnet run -c Release --project tests/Zkfp.Verifier.Fuzz -- files DIR [h]: the toy machine, its key and a proof, for other verifiers
// dotnet run -c Release --project tests/Zkfp.Verifier.Fuzz -- agree MUTANTS SEED [VK PROOF]: this verifier and tests/second-verifier (needs go)
//     on mutants of a proof, of the toy machine or, for example, samples/hello.vk samples/hello.proof
// dotnet run -c Release --project tests/Zkfp.Verifier.Fuzz -- final PROOF OTHER MUTANTS SEED: the same on mutants of a final proof of one run; OTHER is
//     one of the other kind (samples/hello.final samples/hello.l1, or the other way round)
if (args.Length == 5 && args[0] == "final")
    return Agreement.RunFinal(args[1], args[2], long.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
if (args.Length > 2 && args[0] == "agree")
    return Agreement.Run(long.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture), args.Length > 4 ? (args[3], args[4]) : null);
if (args.Length > 1 && args[0] == "files")
{
    ToyProof toy = ToyProof.Make(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 11);
    Directory.CreateDirectory(args[1]);
    File.WriteAllBytes(Path.Combine(args[1], "machine"), MachineFile.Write(ToyMachine.Machine));
    File.WriteAllBytes(Path.Combine(args[1], "key"), VerifyingKeyFile.Write(toy.Key));
    File.WriteAllBytes(Path.Combine(args[1], "proof"), ProofWriter.Write(ToyMachine.Machine, toy.Proof));
    return 0;
}

long strings = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
int seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
int threads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.ProcessorCount;

var fuzzer = new VerifierFuzzer();
var watch = Stopwatch.StartNew();
long next = -1;
string? failure = null;
var workers = new Thread[threads];
for (int t = 0; t < threads; t++)
{
    workers[t] = new Thread(() =>
    {
        while (Volatile.Read(ref failure) is null)
        {
            long i = Interlocked.Increment(ref next);
            if (i >= strings) return;
            try
            {
                fuzzer.Run(seed, i);
            }
            // A fuzzer's findings are whatever is thrown.
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, $"String {i} of seed {seed}: {e}", null);
            }

            if (i % 100_000 == 0) Console.WriteLine($"{i} strings, {watch.Elapsed.TotalSeconds:F0} s");
        }
    });
    workers[t].Start();
}

foreach (Thread w in workers) w.Join();
if (failure is not null)
{
    Console.Error.WriteLine(failure);
    return 1;
}

for (int k = 0; k < fuzzer.Counts.Length; k++)
    if (fuzzer.Counts[k] != 0) Console.WriteLine($"{fuzzer.Counts[k],9}  {(ErrorKind)k}");
Console.WriteLine($"{strings} strings of seed {seed} in {watch.Elapsed.TotalSeconds:F0} s: none accepted, no exception, at most {fuzzer.LargestAllocation} bytes allocated.");
return 0;
