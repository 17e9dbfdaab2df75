using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Prover;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Tests;

/// <summary>Proofs of circuits, by the prover and the verifier of shards, as those of a static machine.</summary>
internal static class CircuitProof
{
    public static ProvingKey Key(Circuit circuit, CircuitShape shape, IProverBackend backend)
    {
        TraceTable?[] preprocessed = CircuitTables.Preprocessed(circuit, shape);
        try
        {
            return ProvingKey.Create(shape.Machine.Definition, shape.LogHeight, 0, 0, preprocessed, [], backend, shape.Layer);
        }
        finally
        {
            foreach (TraceTable? t in preprocessed) t?.Dispose();
        }
    }

    /// <summary>Takes the trace over.</summary>
    public static ShardProof Prove(ProvingKey key, ShardTrace trace, IProverBackend backend) => ShardProver.Prove(key, backend, trace, true, null);

    /// <summary>As a verifier that has the key: the class has its bits, and the proof verifies.</summary>
    public static VerificationError? Verify(VerifyingKey key, ShardProof proof) => Verify(RecursionMachine.Rec1, key, proof);

    /// <summary>The same for a key of another machine.</summary>
    public static VerificationError? Verify(RecursionMachine machine, VerifyingKey key, ShardProof proof)
    {
        Assert.Equal("", KeyCheck.Check(machine.Definition, key));
        Assert.True(SecurityReport.ForShard(new ClassLayout(machine.Definition, proof.Shape)).MeetsFloor);
        return Verify(machine, key, proof.PublicValues, ProofWriter.WriteStatic(machine.Definition, proof), proof.Shape.Class.Layer);
    }

    /// <summary>Bytes that are said to be a proof with these public values.</summary>
    public static VerificationError? Verify(RecursionMachine machine, VerifyingKey key, KoalaBear[] publicValues, ReadOnlySpan<byte> bytes, ProofLayer layer) =>
        ProofReader.TryReadStatic(machine.Definition, key, publicValues, bytes, out ShardProof? read, out VerificationError? error, layer)
            ? NativeShard.Verify(machine.Definition, key, read, true, null) : error;
}
