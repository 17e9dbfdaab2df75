using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Verifier.Tests.Arithmetic;

/// <summary>Something that is done over any arithmetic.</summary>
internal interface IVerifierSource
{
    /// <summary>Does it.</summary>
    void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged;
}

/// <summary>Records a source as a circuit and collects what its prover supplies.</summary>
internal static class Wires
{
    public static (Circuit Circuit, Tape Tape) Record(IVerifierSource source)
    {
        var recorder = new CircuitRecorder();
        source.Run<WireArithmetic, WireBase, WireExt, WireIndex>(new WireArithmetic(recorder));
        var tape = new Tape();
        source.Run<TapeArithmetic, KoalaBear, KoalaBear5, uint>(new TapeArithmetic(tape));
        return (recorder.Finish(), tape);
    }

    public static Replay Replay(IVerifierSource source)
    {
        (Circuit circuit, Tape tape) = Record(source);
        return new Replay(circuit, tape);
    }
}

/// <summary>A run, as <see cref="GenericRun{TArithmetic, TBase, TExt, TIndex}"/> verifies it.</summary>
internal sealed record RunSource(MachineDefinition Machine, VerifyingKey Key, RunProof Proof) : IVerifierSource
{
    public void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged =>
        Assert.Null(GenericRun<TArithmetic, TBase, TExt, TIndex>.Verify(a, Machine, Key, Proof));
}

/// <summary>A shard of it.</summary>
internal sealed record ShardSource(
    MachineDefinition Machine, VerifyingKey Key, ShardProof Proof, bool IsLast, GammaChallenges<KoalaBear, KoalaBear5> Gamma) : IVerifierSource
{
    public void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
        where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged =>
        Assert.Null(GenericRun<TArithmetic, TBase, TExt, TIndex>.VerifyShard(a, Machine, Key, Proof, IsLast, Gamma));
}
