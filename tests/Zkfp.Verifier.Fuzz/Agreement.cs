using System.Diagnostics;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier;
using Zkfp.Verifier.Fuzz;
using Zkfp.Verifier.Tests.Fuzzing;
using Zkfp.Verifier.Tests.Second;
using Zkfp.Verifier.Tests.Toy;

/// <summary>Shows mutants of a proof to both verifiers: they must refuse each one, and accept the proof.</summary>
internal static class Agreement
{
    public static int Run(long mutants, int seed, (string Key, string Proof)? files)
    {
        if (GoVerifier.Path is null)
        {
            Console.Error.WriteLine("The second verifier needs go.");
            return 2;
        }

        MachineDefinition machine = ToyMachine.Machine;
        VerifyingKey key = ToyProof.Make().Key;
        RunProof proof = ToyProof.Make().Proof, other = ToyProof.Make(salt: 1).Proof;
        if (files is { } f)
        {
            if (!VerifyingKeyFile.TryRead(File.ReadAllBytes(f.Key), out VerifyingKey? read, out VerificationError? error)) throw new InvalidDataException(error.ToString());
            key = read;
            machine = (MipsMachine.Find(key.MachineDigest) ?? throw new InvalidDataException($"machine {key.MachineDigest} is not one of this version")).Definition;
            if (!ProofFile.TryOpen(File.ReadAllBytes(f.Proof), out _, out ReadOnlySpan<byte> run, out error)) throw new InvalidDataException(error.ToString());
            proof = other = Read(machine, key, run);
        }

        var fuzzer = new VerifierFuzzer(machine, key, proof, other);
        var counts = new long[Enum.GetValues<ErrorKind>().Length];
        var watch = Stopwatch.StartNew();
        using var second = new SecondVerifier(machine);
        if (!second.Compare(machine, key, ProofWriter.Write(machine, proof)).IsValid) throw new InvalidOperationException("The proof itself is refused.");
        for (long i = 0; i < mutants; i++)
        {
            byte[] mutant = fuzzer.Mutant(seed, i);
            if (fuzzer.IsHonest(mutant)) continue;
            VerificationResult r = second.Compare(machine, key, mutant);
            if (r.IsValid) throw new InvalidOperationException($"Both accept mutant {i} of seed {seed}.");
            counts[(int)r.Error!.Kind]++;
            if (i % 1000 == 999) Console.WriteLine($"{i + 1} mutants, {watch.Elapsed.TotalSeconds:F0} s");
        }

        for (int k = 0; k < counts.Length; k++)
            if (counts[k] != 0) Console.WriteLine($"{counts[k],9}  {(ErrorKind)k}");
        Console.WriteLine($"{mutants} mutants of seed {seed} in {watch.Elapsed.TotalSeconds:F0} s: both verifiers refuse all, and accept the proof.");
        return 0;
    }

    public static int RunFinal(string proof, string other, long mutants, int seed)
    {
        if (GoVerifier.Path is null)
        {
            Console.Error.WriteLine("The second verifier needs go.");
            return 2;
        }

        var watch = Stopwatch.StartNew();
        long shown = 0;
        using var both = new FinalMutants(File.ReadAllBytes(proof), File.ReadAllBytes(other));
        for (long i = 0; i < mutants; i++)
        {
            if (both.Show(seed, i)) shown++;
            if (i % 1000 == 999) Console.WriteLine($"{i + 1} mutants, {watch.Elapsed.TotalSeconds:F0} s");
        }

        foreach (((Change change, ErrorKind kind), long count) in both.Counts) Console.WriteLine($"{count,9}  {change}: {kind}");
        Console.WriteLine(
            $"{shown} mutants of {Path.GetFileName(proof)}, seed {seed}, in {watch.Elapsed.TotalSeconds:F0} s: both verifiers refuse all, and accept the proof.");
        return 0;
    }

    private static RunProof Read(MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> run)
    {
        var reader = new ProofReader(run);
        if (!reader.TryReadRunHeader(key, out int n, out KoalaBear nonce)) throw new InvalidDataException(reader.Error!.ToString());
        var shards = new ShardProof[n];
        for (int i = 1; i <= n; i++)
        {
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out _)) throw new InvalidDataException(reader.Error!.ToString());
            shards[i - 1] = shard;
        }

        return new RunProof(key.Digest, nonce, shards);
    }
}
