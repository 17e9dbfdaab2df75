using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>The challenges of the global buses and the seed that ties shard proofs to their run (docs/protocol.md §7).</summary>
/// <param name="Gamma">γ_G.</param>
/// <param name="Alpha">α_G0 … α_G102.</param>
/// <param name="Seed">As many elements as a digest.</param>
public sealed record GammaChallenges<TBase, TExt>(TExt Gamma, TExt[] Alpha, TBase[] Seed);

/// <summary>The tree under Γ: what all shards have committed to before the challenges of the global buses (docs/protocol.md §7).</summary>
public static class GammaTree<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// A shard's leaf: the hash of its boundary root, boundary width, row counts of the positions with boundary columns, and public values. Its length
    /// depends on the machine alone.
    /// </summary>
    public static TBase[] Leaf(TArithmetic a, ClassLayout layout, ShardInputs<TBase> shard)
    {
        List<TBase> e = [.. shard.BoundaryRoot, a.Constant(new KoalaBear((ulong)layout.Class.BoundaryWidth))];
        foreach (TablePosition p in layout.Positions)
            if (p.BoundaryColumns != 0) e.Add(shard.Rows[p.Number]);
        e.AddRange(shard.PublicValues);
        return VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. e]);
    }

    /// <summary>Γ: root of the tree of depth <see cref="ProtocolParameters.GammaDepth"/> over the leaves and, after them, zero digests.</summary>
    public static TBase[] Root(TArithmetic a, IReadOnlyList<TBase[]> leaves)
    {
        if (leaves.Count >= ProtocolParameters.MaxShards) throw new ArgumentException($"{leaves.Count} leaves", nameof(leaves));
        Digest empty = default;
        List<TBase[]> level = [.. leaves];
        for (int depth = 0; depth < ProtocolParameters.GammaDepth; depth++)
        {
            if (level.Count % 2 != 0) level.Add(Array.ConvertAll(empty.ToArray(), a.Constant));
            for (int i = 0; i < level.Count / 2; i++) level[i] = VerifierHash<TArithmetic, TBase, TExt, TIndex>.Compress(a, level[2 * i], level[2 * i + 1]);
            level.RemoveRange(level.Count / 2, level.Count - level.Count / 2);
            empty = FieldHash.Compress(empty, empty);
        }

        return level[0];
    }

    /// <summary>The transcript of §7: the challenges that follow from key, number of shards and Γ; false if the nonce is no proof of work.</summary>
    public static bool TrySample(
        TArithmetic a, TBase[] keyDigest, TBase shards, TBase[] root, TBase nonce, ITranscriptObserver? observer,
        [NotNullWhen(true)] out GammaChallenges<TBase, TExt>? challenges)
    {
        challenges = null;
        var t = new VerifierTranscript<TArithmetic, TBase, TExt, TIndex>(a, ProtocolParameters.GammaDomain, observer);
        t.Observe("vk", keyDigest);
        t.Observe("shards", [shards]);
        t.Observe("Gamma", root);
        if (!t.CheckGrind("gamma nonce", nonce, ProtocolParameters.GammaGrindingBits)) return false;
        TExt gamma = t.Sample("global gamma");
        var alpha = new TExt[ProtocolParameters.FingerprintChallenges];
        for (int i = 0; i < alpha.Length; i++) alpha[i] = t.Sample("global alpha");
        var seed = new TBase[Digest.Length];
        for (int i = 0; i < seed.Length; i++) seed[i] = t.SampleBase("seed");
        challenges = new GammaChallenges<TBase, TExt>(gamma, alpha, seed);
        return true;
    }
}
