using Zkfp.Core.Field;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Circuits;

/// <summary>How statements of neighbours become one: the rules of docs/protocol.md §9, 2 to 4 and 6, between them.</summary>
internal static class NodeMerge<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>Bits of a number of blocks: <see cref="ProtocolParameters.MaxGlobalBlocks"/> is below 2^23.</summary>
    private const int BlockBits = 23;

    /// <summary>
    /// The statement about what both are about; where <paramref name="active"/> (0 or 1) is 0, of the left alone, whatever the right one says. A circuit has a
    /// fixed number of places:
    /// those that a run leaves empty hold a statement that is kept out this way.
    /// </summary>
    public static NodeStatement<TBase, TExt> Append(
        TArithmetic a, NodeStatement<TBase, TExt> left, NodeStatement<TBase, TExt> right, TBase active)
    {
        TBase zero = a.Constant(KoalaBear.Zero), one = a.Constant(KoalaBear.One), inactive = a.Sub(one, active);

        // x = y, if active.
        void Same(TBase x, TBase y) => a.AssertEqual(a.Mul(active, a.Sub(x, y)), zero);
        // Not both are 1, of flags that are 0 or 1.
        void NotBoth(TBase x, TBase y) => a.AssertEqual(a.Mul(x, y), zero);
        // The right one's value, if active, else the left one's.
        TBase Later(TBase x, TBase y) => a.Add(x, a.Mul(active, a.Sub(y, x)));

        for (int i = 0; i < left.KeyRoot.Length; i++) Same(left.KeyRoot[i], right.KeyRoot[i]);
        for (int i = 0; i < left.Run.Length; i++) Same(left.Run[i], right.Run[i]);
        Same(a.Add(left.Last, one), right.First);
        for (int i = 0; i < left.End.Length; i++) Same(left.End[i], right.Start[i]);

        // One halt; behind it all is idle.
        TBase halts = a.Mul(active, right.Halted), busy = a.Mul(active, a.Sub(one, right.Idle));
        NotBoth(left.Halted, halts);
        NotBoth(left.Halted, busy);
        TBase idle = a.Mul(left.Idle, a.Sub(one, busy));

        // Outcomes are 0 where nothing halts, halves of words where nothing is committed: sums of which one summand is not 0 at most.
        var outcome = new TBase[left.Outcome.Length];
        for (int i = 0; i < outcome.Length; i++) outcome[i] = a.Add(left.Outcome[i], a.Mul(active, right.Outcome[i]));
        var commits = new TBase[left.Commits.Length];
        for (int i = 0; i < commits.Length; i++)
        {
            TBase mine = a.Mul(active, right.Commits[i]);
            if (i % 3 == 0) NotBoth(left.Commits[i], mine);
            commits[i] = a.Add(left.Commits[i], mine);
        }

        // n/d + n'/d', or n/d + 0/1.
        TExt n = a.Mul(right.Numerator, active), d = a.Add(a.Mul(right.Denominator, active), a.Extend(inactive));
        TExt numerator = a.Add(a.Mul(left.Numerator, d), a.Mul(n, left.Denominator));

        // Both are at most (p − 1)/2^8, so the sum has no way round p.
        TBase blocks = a.Add(left.Blocks, a.Mul(active, right.Blocks));
        CheckBlocks(a, blocks);
        return new NodeStatement<TBase, TExt>(
            left.KeyRoot, left.Run, left.First, Later(left.Last, right.Last), left.Start,
            [Later(left.End[0], right.End[0]), Later(left.End[1], right.End[1])], a.Add(left.Halted, halts), idle, outcome, commits,
            numerator, a.Mul(left.Denominator, d), blocks);
    }

    /// <summary>Asserts that there are at most (p − 1)/2^8 blocks of global messages: what is left of these, and they themselves, are below 2^23.</summary>
    public static void CheckBlocks(TArithmetic a, TBase blocks)
    {
        a.TryBits(blocks, BlockBits, out _);
        a.TryBits(a.Sub(a.Constant(new KoalaBear(ProtocolParameters.MaxGlobalBlocks)), blocks), BlockBits, out _);
    }
}
