using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
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
    public static VerificationError? Verify(VerifyingKey key, ShardProof proof)
    {
        Assert.Equal("", KeyCheck.Check(RecursionMachine.Rec1.Definition, key));
        Assert.True(SecurityReport.ForShard(new ClassLayout(RecursionMachine.Rec1.Definition, proof.Shape)).MeetsFloor);
        byte[] bytes = ProofWriter.WriteStatic(RecursionMachine.Rec1.Definition, proof);
        return ProofReader.TryReadStatic(RecursionMachine.Rec1.Definition, key, proof.PublicValues, bytes, out ShardProof? read, out VerificationError? error, proof.Shape.Class.Layer)
            ? NativeShard.Verify(RecursionMachine.Rec1.Definition, key, read, true, null) : error;
    }
}
