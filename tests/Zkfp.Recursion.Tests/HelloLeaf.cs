using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Tests;

/// <summary>The leaf of the sample proof.</summary>
internal static class HelloLeaf
{
    private static readonly Lazy<(MachineDefinition Machine, VerifyingKey Key, RunProof Run)> s_sample = new(Read);
    private static readonly Lazy<Circuit> s_circuit = new(() => LeafCircuit.Record(Machine, Proof.Shape.Class));

    public static MachineDefinition Machine => s_sample.Value.Machine;

    public static VerifyingKey Key => s_sample.Value.Key;

    public static RunProof Run => s_sample.Value.Run;

    public static ShardProof Proof => Run.Shards[0];

    public static Circuit Circuit => s_circuit.Value;

    public static LeafInput Input => LeafCircuit.InputOf(Machine, Key, Run, 1, 1, KeyRoot);

    public static Digest KeyRoot => FieldHash.HashElements([new KoalaBear(5)]);

    private static (MachineDefinition, VerifyingKey, RunProof) Read()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Root(), "samples", "hello.proof"));
        if (!ProofFile.TryOpen(file, out VerifyingKey? key, out ReadOnlySpan<byte> run, out VerificationError? error))
            throw new InvalidDataException($"{error}");
        MachineDefinition machine = MipsMachine.Find(key.MachineDigest)?.Definition ?? throw new InvalidDataException("The sample is of another machine.");
        return TryRead(machine, key, run, out RunProof? proof) ? (machine, key, proof) : throw new InvalidDataException("The sample cannot be read.");
    }

    /// <summary>Reads a run proof of the sample's program.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RunProof? proof) => TryRead(Machine, Key, bytes, out proof);

    public static bool TryRead(MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RunProof? proof)
    {
        proof = null;
        var reader = new ProofReader(bytes);
        if (!reader.TryReadRunHeader(key, out int n, out KoalaBear nonce)) return false;
        var shards = new ShardProof[n];
        for (int i = 1; i <= n; i++)
        {
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out _)) return false;
            shards[i - 1] = shard;
        }

        proof = new RunProof(key.Digest, nonce, shards);
        return reader.TryReadEnd();
    }

    public static string Root()
    {
        string? dir = AppContext.BaseDirectory;
        while (dir is not null && !File.Exists(Path.Combine(dir, "Zkfp.sln"))) dir = Path.GetDirectoryName(dir);
        return dir ?? throw new InvalidOperationException("Zkfp.sln is in no folder above the test binaries.");
    }
}
