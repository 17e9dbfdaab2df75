using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Circuits;

/// <summary>A global message of a key, but for its fields.</summary>
/// <param name="IsPush">Push or pull.</param>
/// <param name="Tag">Tag of its bus.</param>
/// <param name="Fields">Number of fields.</param>
public readonly record struct MessageForm(bool IsPush, int Tag, int Fields);

/// <summary>The run that a range is completed to.</summary>
/// <param name="Key">The program.</param>
/// <param name="Shards">N.</param>
/// <param name="Gamma">Γ.</param>
/// <param name="GammaNonce">Its proof of work.</param>
public sealed record RunHeader(VerifyingKey Key, int Shards, Digest Gamma, KoalaBear GammaNonce)
{
    /// <summary>What statements call the run (<see cref="NodeStatement{TBase, TExt}.Run"/>).</summary>
    public Digest Digest => FieldHash.HashElements(Leaf<TapeArithmetic, KoalaBear, KoalaBear5, uint>.RunHeader(
        Key.Digest.ToArray(), new KoalaBear(Key.InitialPc), new KoalaBear(Key.InitialNpc), Key.MessagesDigest.ToArray(), new KoalaBear((ulong)Shards),
        Gamma.ToArray(), GammaNonce));

    internal static RunHeader Zeros { get; } = new(new VerifyingKey(default, 0, 0, 0, 0, [], default, []), 0, default, default);
}

/// <summary>
/// When a range is a run (docs/protocol.md §9): it begins with shard 1 in the key's state and ends with shard N, one of them halts, and the global sum with the
/// key's messages is zero, of fewer than p messages. It is what a circuit does, not a flag that a statement carries: only what has run through it
/// (<see cref="NodeKind.Run"/>, <see cref="NodeKind.Shrink"/>) states a run.
/// </summary>
internal static class Completion<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// Asserts that a range, which a verified proof states, is complete; answers the digest of the run's claim. Keys have up to <paramref name="most"/> times the
    /// messages of <paramref name="forms"/>, one after the other.
    /// </summary>
    public static TBase[] Complete(TArithmetic a, NodeStatement<TBase, TExt> range, RunHeader run, IReadOnlyList<MessageForm> forms, int most)
    {
        // The run is the one that the range's shards have proven their place in; with it the key, its messages and Γ.
        TBase[] key = Inputs(a, run.Key.Digest.ToArray());
        TBase pc = a.Input(new KoalaBear(run.Key.InitialPc)), npc = a.Input(new KoalaBear(run.Key.InitialNpc));
        (TBase[] Active, TBase[][] Fields, TBase[] Digest) messages = KeyMessages(a, run.Key, forms, most);
        TBase shards = a.Input(new KoalaBear((ulong)run.Shards)), nonce = a.Input(run.GammaNonce);
        TBase[] gamma = Inputs(a, run.Gamma.ToArray());
        TBase[] digest = VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(
            a, Leaf<TArithmetic, TBase, TExt, TIndex>.RunHeader(key, pc, npc, messages.Digest, shards, gamma, nonce));
        for (int i = 0; i < digest.Length; i++) a.AssertEqual(digest[i], range.Run[i]);

        // All of it, from the key's state to HALT. N is below 2^16, as in every run proof.
        a.AssertEqual(range.First, a.Constant(KoalaBear.One));
        a.AssertEqual(range.Last, shards);
        a.TryBits(shards, ProtocolParameters.GammaDepth, out _);
        a.AssertEqual(range.Start[0], pc);
        a.AssertEqual(range.Start[1], npc);
        a.AssertEqual(range.Halted, a.Constant(KoalaBear.One));

        // The global buses balance, with fewer than p messages: blocks of 2^8 of the shards and of the key, which has another where message 0, 2^8, … is there.
        TBase blocks = range.Blocks;
        const int block = 1 << ProtocolParameters.MinLogHeight;
        if (block % forms.Count != 0) throw new ArgumentException("Groups of messages do not fill blocks.", nameof(forms));
        for (int g = 0; g < most; g += block / forms.Count) blocks = a.Add(blocks, messages.Active[g]);
        NodeMerge<TArithmetic, TBase, TExt, TIndex>.CheckBlocks(a, blocks);
        GammaTree<TArithmetic, TBase, TExt, TIndex>.TrySample(a, key, shards, gamma, nonce, null, out GammaChallenges<TBase, TExt>? challenges);
        TExt n = range.Numerator, d = range.Denominator, zero = a.Constant(KoalaBear5.Zero);
        for (int i = 0; i < messages.Fields.Length; i++)
        {
            MessageForm form = forms[i % forms.Count];
            TBase active = messages.Active[i / forms.Count];
            TExt f = a.Add(challenges!.Gamma, a.Mul(challenges.Alpha[0], a.Constant(new KoalaBear((ulong)form.Tag))));
            for (int k = 0; k < form.Fields; k++) f = a.Add(f, a.Mul(challenges.Alpha[k + 1], messages.Fields[i][k]));

            // ±1/f, or 0/1 where the key has no such message.
            TExt denominator = a.Add(a.Mul(f, active), a.Extend(a.Sub(a.Constant(KoalaBear.One), active)));
            a.AssertNonZero(denominator);
            TExt term = a.Mul(d, active);
            n = form.IsPush ? a.Add(a.Mul(n, denominator), term) : a.Sub(a.Mul(n, denominator), term);
            d = a.Mul(d, denominator);
        }

        a.AssertEqual(n, zero);
        return RunClaim.Hash<TArithmetic, TBase, TExt, TIndex>(a, key, range);
    }

    /// <summary>
    /// The key's messages and their digest, that of <see cref="VerifyingKey.MessagesDigest"/>: the number of messages, then for each direction, tag, number of
    /// fields, fields. Which are there is data: flags, the first ones in use; the others have zeros, which is how the hash pads.
    /// </summary>
    private static (TBase[] Active, TBase[][] Fields, TBase[] Digest) KeyMessages(TArithmetic a, VerifyingKey key, IReadOnlyList<MessageForm> forms, int most)
    {
        int period = forms.Count, count = key.GlobalMessages.Count;
        if (count % period != 0 || count > most * period) throw new ArgumentException($"The key has {count} messages, the circuit takes up to {most} times {period}.", nameof(key));
        TBase one = a.Constant(KoalaBear.One), zero = a.Constant(KoalaBear.Zero), used = zero;
        var active = new TBase[most];
        var fields = new TBase[most * period][];
        List<TBase> elements = [zero];
        for (int g = 0; g < most; g++)
        {
            active[g] = a.Input(new KoalaBear(g * period < count ? 1u : 0));
            a.AssertEqual(a.Mul(active[g], active[g]), active[g]);
            if (g != 0) a.AssertEqual(a.Mul(active[g], a.Sub(one, active[g - 1])), zero);
            used = a.Add(used, active[g]);
            for (int i = g * period; i < (g + 1) * period; i++)
            {
                MessageForm form = forms[i % period];
                if (i < count && (key.GlobalMessages[i].IsPush != form.IsPush || key.GlobalMessages[i].Tag != form.Tag || key.GlobalMessages[i].Fields.Length != form.Fields))
                    throw new ArgumentException($"The key's global message {i} is of another form than the circuit's.", nameof(key));
                foreach (int known in (ReadOnlySpan<int>)[form.IsPush ? 1 : 0, form.Tag, form.Fields])
                    elements.Add(a.Mul(active[g], a.Constant(new KoalaBear((ulong)known))));
                fields[i] = new TBase[form.Fields];
                for (int k = 0; k < form.Fields; k++)
                {
                    fields[i][k] = a.Input(i < count ? key.GlobalMessages[i].Fields[k] : KoalaBear.Zero);
                    a.AssertEqual(a.Mul(fields[i][k], active[g]), fields[i][k]);
                    elements.Add(fields[i][k]);
                }
            }
        }

        int perPeriod = (elements.Count - 1) / most;
        elements[0] = a.Mul(used, a.Constant(new KoalaBear((ulong)period)));
        TBase length = a.Add(a.Mul(used, a.Constant(new KoalaBear((ulong)perPeriod))), one);

        // The digest after each block; block b > 0 is hashed if its first element, of period (15·b − 1)/e, is there.
        TBase[] state = new TBase[Poseidon2.Width];
        state.AsSpan().Fill(zero);
        state[FieldHash.Rate] = length;
        List<TExt> low = [], high = [];
        TBase last = zero;
        for (int from = 0; from < elements.Count; from += FieldHash.Rate)
        {
            int n = Math.Min(FieldHash.Rate, elements.Count - from);
            elements.CopyTo(from, state, 0, n);
            state.AsSpan(n, FieldHash.Rate - n).Fill(zero);
            a.Permute(state);
            low.Add(a.Compose(state.AsSpan(0, KoalaBear5.Degree)));
            high.Add(a.Compose([.. state.AsSpan(KoalaBear5.Degree, Digest.Length - KoalaBear5.Degree), zero]));
            if (from != 0) last = a.Add(last, active[(from - 1) / perPeriod]);
        }

        Span<TBase> ten = new TBase[2 * KoalaBear5.Degree];
        a.Decompose(a.Select(low.ToArray(), last), ten);
        a.Decompose(a.Select(high.ToArray(), last), ten[KoalaBear5.Degree..]);
        return (active, fields, ten[..Digest.Length].ToArray());
    }

    private static TBase[] Inputs(TArithmetic a, KoalaBear[] values) => Array.ConvertAll(values, a.Input);
}
