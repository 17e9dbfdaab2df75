using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Steps;

/// <summary>The challenges of the global buses and the seed that ties shard proofs to their run (docs/protocol.md §7).</summary>
/// <param name="Gamma">γ_G.</param>
/// <param name="Alpha">α_G0 … α_G11.</param>
/// <param name="Seed">Eight elements.</param>
public sealed record GammaChallenges<TBase, TExt>(TExt Gamma, TExt[] Alpha, TBase[] Seed);

/// <summary>§7 over field elements; provers use it too.</summary>
public static class GammaPhase
{
    /// <summary>leafᵢ: what a shard commits to in phase 1.</summary>
    /// <param name="boundaryRoot">Root of the boundary matrix.</param>
    /// <param name="boundaryFragments"><see cref="ShardLayout.BoundaryFragments"/>.</param>
    public static Digest Leaf(in Digest boundaryRoot, IReadOnlyList<FragmentHeight> boundaryFragments)
    {
        var e = new KoalaBear[Digest.Length + 1 + 2 * boundaryFragments.Count];
        ((ReadOnlySpan<KoalaBear>)boundaryRoot).CopyTo(e);
        int next = Digest.Length;
        e[next++] = new KoalaBear((ulong)boundaryFragments.Count);
        foreach (FragmentHeight f in boundaryFragments)
        {
            e[next++] = new KoalaBear((ulong)f.Table);
            e[next++] = new KoalaBear((ulong)f.LogHeight);
        }

        return FieldHash.HashElements(e);
    }

    /// <summary>Γ: root of the tree over the leaves, padded with zero digests to a power of two.</summary>
    public static Digest Root(ReadOnlySpan<Digest> leaves)
    {
        var level = new Digest[1 << ShardLayout.CeilLog2(leaves.Length)];
        leaves.CopyTo(level);
        for (int n = level.Length / 2; n >= 1; n /= 2)
            for (int i = 0; i < n; i++) level[i] = FieldHash.Compress(level[2 * i], level[2 * i + 1]);
        return level[0];
    }

    /// <summary>The transcript up to the proof of work.</summary>
    public static Transcript Start(VerifyingKey key, int shards, in Digest gamma, ITranscriptObserver? observer = null)
    {
        var t = new Transcript(ProtocolParameters.GammaDomain, observer);
        t.Observe("vk", key.Digest);
        t.Observe("shards", shards);
        t.Observe("Gamma", gamma);
        return t;
    }

    /// <summary>Checks the proof of work of g(L_G) bits and samples; null when the nonce is none.</summary>
    public static GammaChallenges<KoalaBear, KoalaBear5>? Finish(Transcript transcript, KoalaBear nonce, long messages)
    {
        if (!transcript.CheckGrind("gamma nonce", nonce, ProtocolParameters.FingerprintGrindingBits(messages))) return null;
        KoalaBear5 gamma = transcript.Sample("global gamma");
        var alpha = new KoalaBear5[ProtocolParameters.FingerprintChallenges];
        for (int i = 0; i < alpha.Length; i++) alpha[i] = transcript.Sample("global alpha");
        var seed = new KoalaBear[Digest.Length];
        for (int i = 0; i < seed.Length; i++) seed[i] = transcript.SampleBase("seed");
        return new GammaChallenges<KoalaBear, KoalaBear5>(gamma, alpha, seed);
    }
}
