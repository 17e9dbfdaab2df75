using System.Collections.Concurrent;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Tests.Reference;

namespace Zkfp.Verifier.Tests.Toy;

/// <summary>An honest proof of the toy run, made once per height and program.</summary>
internal sealed record ToyProof(VerifyingKey Key, RunProof Proof)
{
    private static readonly ConcurrentDictionary<(int, int), Lazy<ToyProof>> s_made = new();

    public static ToyProof Make(int logHeight = 11, int salt = 0) =>
        s_made.GetOrAdd((logHeight, salt), k => new Lazy<ToyProof>(() => Forge(Forgery.Honest, k.Item1, k.Item2))).Value;

    public static ToyProof Forge(Forgery forgery, int logHeight = 11, int salt = 0)
    {
        var run = new ToyRun(logHeight, salt);
        var prover = new ReferenceProver(
            ToyMachine.Machine, logHeight, 0, 1, run.PreprocessedFragments, run.GlobalMessages, run.Witnesses[^1], forgery);
        return new ToyProof(prover.Key, prover.Prove(run.Witnesses));
    }
}
