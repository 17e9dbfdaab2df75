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
            return ProvingKey.Create(RecursionMachine.Definition, shape.LogHeight, 0, 0, preprocessed, [], backend);
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
        Assert.Equal("", KeyCheck.Check(RecursionMachine.Definition, key));
        Assert.True(SecurityReport.ForShard(new ClassLayout(RecursionMachine.Definition, proof.Shape)).MeetsFloor);
        byte[] bytes = ProofWriter.WriteStatic(RecursionMachine.Definition, proof);
        return ProofReader.TryReadStatic(RecursionMachine.Definition, key, proof.PublicValues, bytes, out ShardProof? read, out VerificationError? error)
            ? NativeShard.Verify(RecursionMachine.Definition, key, read, true, null) : error;
    }
}
