using System.Collections.Concurrent;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Reference;

namespace Zkfp.Verifier.Tests.Toy;

/// <summary>A proof of the toy run, made once per forgery, height and program: forgeries whose functions capture nothing are equal when they come again.</summary>
internal sealed record ToyProof(VerifyingKey Key, RunProof Proof)
{
    private static readonly ConcurrentDictionary<(Forgery, int, int, int, ProofClass?), Lazy<ToyProof>> s_made = new();

    /// <summary>The run's proof as bytes.</summary>
    public byte[] Bytes() => ProofWriter.Write(ToyMachine.Machine, Proof);

    /// <summary>The honest proof of a program.</summary>
    public static ToyProof Make(int logHeight = 11, int salt = 0, int program = ToyRun.Program) =>
        Forge(Forgery.Honest, logHeight, salt, program);

    /// <summary>A forger's proof; of another class than the usual one if <paramref name="proofClass"/> is not null.</summary>
    public static ToyProof Forge(Forgery forgery, int logHeight = 11, int salt = 0, int program = ToyRun.Program, ProofClass? proofClass = null) =>
        s_made.GetOrAdd((forgery, logHeight, salt, program, proofClass), k => new Lazy<ToyProof>(() => Prove(k.Item1, k.Item2, k.Item3, k.Item4, k.Item5))).Value;

    private static ToyProof Prove(Forgery forgery, int logHeight, int salt, int program, ProofClass? proofClass)
    {
        var run = new ToyRun(logHeight, salt, program);
        var prover = new ReferenceProver(
            ToyMachine.Machine, proofClass ?? ToyRun.Class(logHeight), 0, 1, run.PreprocessedRows, run.GlobalMessages, run.Witnesses[^1], forgery);
        return new ToyProof(prover.Key, prover.Prove(run.Witnesses));
    }
}
