using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// When a range is a run, for keys with messages of any forms. The circuit is completion alone, and the range states what the test wants: so its sum, and the
/// run that it is of, are those of the messages at hand, however many a forger says there are.
/// </summary>
public class CompletionTests
{
    private const int RangeInputs = 55, RunAt = 9, End = 22, Halted = 24, Idle = 25, N = 52, D = 53, Blocks = 54;
    private static readonly MessageForm[] s_pair = [new(true, 14, 1), new(false, 14, 1)];
    private static readonly Lazy<Circuit> s_large = new(() => Record(s_pair, 130));

    public static TheoryData<string> Forms => new() { "+14:1 -14:1", "+14:11", "-3:2", "+14:1 +9:4 -5:0 +7:6", "-2:102 +3:1" };

    /// <summary>Keys of any number of groups, whose messages need not come in pairs, and end wherever they do in a block of the hash.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Keys_have_any_messages(string text)
    {
        MessageForm[] forms = Parse(text);
        foreach (int most in (int[])[1, 17])
        {
            Circuit circuit = Record(forms, most);
            for (int groups = 0; groups <= most; groups++) KeyOf(circuit, forms, most, groups);

            // Another number of messages than groups make, more than there is room for, and each of another form.
            Refused(forms, most, [.. Enumerable.Range(0, (most + 1) * forms.Length).Select(i => Message(forms[i % forms.Length], i))]);
            if (forms.Length > 1) Refused(forms, most, [Message(forms[0], 1)]);
            for (int i = 0; i < forms.Length; i++)
            {
                foreach (MessageForm other in (MessageForm[])[
                    forms[i] with { IsPush = !forms[i].IsPush }, forms[i] with { Tag = forms[i].Tag + 1 }, forms[i] with { Fields = forms[i].Fields + 1 }])
                    Refused(forms, most, [.. forms.Select((f, k) => Message(k == i ? other : f, k))]);
            }
        }
    }

    private static void KeyOf(Circuit circuit, MessageForm[] forms, int most, int groups)
    {
        GlobalMessage[] messages = [.. Enumerable.Range(0, groups * forms.Length).Select(i => Message(forms[i % forms.Length], i))];
        var key = new VerifyingKey(default, 18, 4, 5, 6, [7], default, messages);
        var c = new Attempt(forms, most) { Key = key.Digest };
        for (int i = 0; i < messages.Length; i++) messages[i].Fields.CopyTo(c.Fields[i], 0);
        c.Flags.AsSpan(0, groups).Fill(1);
        Assert.Equal(key.MessagesDigest, c.MessagesDigest());

        // What a prover supplies for this key is the same.
        Tape tape = c.Tape(), supplied = new();
        Source<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(
            new TapeArithmetic(supplied), [.. tape.Inputs.Take(RangeInputs)], new RunHeader(key, Attempt.Shards, c.Gamma, c.Nonce), forms, most);
        Assert.Equal(tape.Inputs, supplied.Inputs);
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds, $"{groups} groups: {replay.Broken} {replay.BrokenKind}");
        var claim = new RunClaim(key.Digest, 0x30002, [0x50004, null, null, null, null, null, null, null]);
        Assert.Equal(claim.Hash().ToArray(), replay.Output);
    }

    /// <summary>No input of a completion is free: header, flags, messages, those that are not there included.</summary>
    [Fact]
    public void Every_input_is_pinned()
    {
        MessageForm[] forms = Parse("+14:1 +9:4 -5:0 +7:6");
        Circuit circuit = Record(forms, 3);
        for (int groups = 0; groups <= 3; groups++)
        {
            Tape tape = Of(forms, 3, groups).Tape();
            Assert.True(new Replay(circuit, tape).Holds);
            for (int i = RunAt; i < tape.Inputs.Count; i++)
            {
                // End, idle, outcome and words are in the claim or behind the end, blocks have their own test. Where no message is none weighs the denominator.
                if (i is >= End and < Halted or >= Idle and < N or Blocks || (i == D && groups == 0)) continue;
                foreach (KoalaBear add in (KoalaBear[])[1, -1, 12345])
                {
                    KoalaBear5 value = tape.Inputs[i];
                    tape.Inputs[i] = value + add;
                    Assert.False(new Replay(circuit, tape).Holds, $"{groups} groups, input {i} + {add}");
                    tape.Inputs[i] = value;
                }
            }
        }
    }

    /// <summary>A message is there or not, the first ones are. Run and sum are those of the flags, whatever these are.</summary>
    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(1, 0, 0, true)]
    [InlineData(1, 1, 1, true)]
    [InlineData(0, 1, 0, false)]
    [InlineData(1, 0, 1, false)]
    [InlineData(2, 0, 0, false)]
    [InlineData(-1, 0, 0, false)]
    [InlineData(1, 1, 3, false)]
    public void Flags_of_messages_are_0_or_1_the_first_ones_1(int first, int second, int third, bool holds)
    {
        MessageForm[] forms = Parse("+14:1");
        var c = new Attempt(forms, 3);
        for (int i = 0; i < 3; i++)
        {
            c.Flags[i] = ((int[])[first, second, third])[i];
            if (c.Flags[i] == KoalaBear.One) c.Fields[i].AsSpan().Fill(100 + i);
        }

        Assert.Equal(holds, new Replay(Record(forms, 3), c.Tape()).Holds);
    }

    /// <summary>
    /// A message beside the key's: where these fill the blocks of the hash, one more and minus one of zeros add up to none. Number, length and number of blocks
    /// are those of the key, so its digest is, and only the flag of −1 is in the way.
    /// </summary>
    [Fact]
    public void A_message_more_does_not_hide_behind_minus_one()
    {
        MessageForm[] forms = Parse("+14:11");
        Attempt honest = Of(forms, 3, 1), forged = Of(forms, 3, 1);
        Circuit circuit = Record(forms, 3);
        Assert.True(new Replay(circuit, honest.Tape()).Holds);
        forged.Flags[1] = 1;
        forged.Flags[2] = -1;
        forged.Fields[1].AsSpan().Fill(7);
        Assert.Equal(honest.MessagesDigest(), forged.MessagesDigest());
        Assert.False(new Replay(circuit, forged.Tape()).Holds);
    }

    /// <summary>Two messages whose denominators are 0 make any sum 0: here they are found, since the challenges do not depend on them.</summary>
    [Fact]
    public void Denominators_are_not_0()
    {
        MessageForm[] forms = Parse("+14:5");
        Circuit circuit = Record(forms, 2);
        Attempt c = Of(forms, 2, 2);
        Assert.True(new Replay(circuit, c.Tape()).Holds);
        c.Sum = KoalaBear5.One;
        Assert.False(new Replay(circuit, c.Tape()).Holds);
        KoalaBear[] zero = c.Zero(forms[0]);
        zero.CopyTo(c.Fields[0], 0);
        zero.CopyTo(c.Fields[1], 0);
        Assert.Equal(KoalaBear5.Zero, c.Denominator(0));
        Assert.False(new Replay(circuit, c.Tape()).Holds);
    }

    /// <summary>The challenges are those of a nonce that took its work.</summary>
    [Fact]
    public void Gamma_has_its_proof_of_work()
    {
        MessageForm[] forms = Parse("+14:1");
        Circuit circuit = Record(forms, 2);
        foreach (bool ground in (bool[])[true, false])
        {
            var c = new Attempt(forms, 2) { Ground = ground };
            c.Flags[0] = 1;
            Assert.Equal(ground, new Replay(circuit, c.Tape()).Holds);
        }
    }

    /// <summary>
    /// The key's messages are blocks, too: a second one is counted where its first message is there. With the shards' blocks they are at most (p − 1)/2^8. That
    /// these alone are so many at most, and the sum has no way round p, is checked where the range's proof is verified (<see cref="NodeTests"/>).
    /// </summary>
    [Theory]
    [InlineData(0, 0u, true)]
    [InlineData(1, 1u, true)]
    [InlineData(128, 1u, true)]
    [InlineData(128, 0u, false)]
    [InlineData(129, 1u, false)]
    [InlineData(129, 2u, true)]
    [InlineData(130, 2u, true)]
    [InlineData(1, KoalaBear.P - 1, false)]
    [InlineData(129, (uint)ProtocolParameters.MaxGlobalBlocks, true)]
    public void Messages_of_the_key_are_blocks(int groups, uint room, bool holds)
    {
        Attempt c = Of(s_pair, 130, groups);
        c.Blocks = new KoalaBear(ProtocolParameters.MaxGlobalBlocks) - new KoalaBear(room);
        Assert.Equal(holds, new Replay(s_large.Value, c.Tape()).Holds);
    }

    /// <summary>Else a block of the key's messages begins in the middle of a group, and its flag is that of the group before.</summary>
    [Fact]
    public void Groups_fill_blocks() => Assert.Throws<ArgumentException>(() => Record(Parse("+1:1 +2:1 +3:1"), 2));

    private static MessageForm[] Parse(string text) => [.. text.Split(' ').Select(f =>
    {
        int[] n = [.. f[1..].Split(':').Select(int.Parse)];
        return new MessageForm(f[0] == '+', n[0], n[1]);
    })];

    private static GlobalMessage Message(MessageForm form, int i) =>
        new(form.IsPush, form.Tag, [.. Enumerable.Range(0, form.Fields).Select(k => new KoalaBear((ulong)(i + 7)).Pow((ulong)k + 9))]);

    private static void Refused(MessageForm[] forms, int most, GlobalMessage[] messages) => Assert.Throws<ArgumentException>(() =>
        Source<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(
            new TapeArithmetic(new Tape()), new KoalaBear5[RangeInputs],
            RunHeader.Zeros with { Key = new VerifyingKey(default, 18, 4, 5, 6, [7], default, messages) }, forms, most));

    // A key's first groups are there.
    private static Attempt Of(MessageForm[] forms, int most, int groups)
    {
        var c = new Attempt(forms, most);
        c.Flags.AsSpan(0, groups).Fill(1);
        for (int i = 0; i < groups * forms.Length; i++) Message(forms[i % forms.Length], i).Fields.CopyTo(c.Fields[i], 0);
        return c;
    }

    private static Circuit Record(MessageForm[] forms, int most)
    {
        var recorder = new CircuitRecorder();
        Source<WireArithmetic, WireBase, WireExt, WireIndex>.Run(new WireArithmetic(recorder), new KoalaBear5[RangeInputs], RunHeader.Zeros, forms, most);
        return recorder.Finish();
    }

    // What a prover says of a run: a header, and a range that fits it.
    private sealed class Attempt
    {
        public const int Shards = 3;
        private readonly MessageForm[] _forms;
        private GammaChallenges<KoalaBear, KoalaBear5>? _challenges;

        public Attempt(MessageForm[] forms, int most)
        {
            _forms = forms;
            Flags = new KoalaBear[most];
            Fields = [.. Enumerable.Range(0, most * forms.Length).Select(i => new KoalaBear[forms[i % forms.Length].Fields])];
        }

        public Digest Key { get; init; } = FieldHash.HashElements([3]);

        public Digest Gamma { get; } = FieldHash.HashElements([4]);

        public KoalaBear Nonce { get; private set; }

        public KoalaBear[] Flags { get; }

        public KoalaBear[][] Fields { get; }

        public KoalaBear Blocks { get; set; }

        /// <summary>What is beside 0 in the sum.</summary>
        public KoalaBear5 Sum { get; set; }

        /// <summary>Whether the nonce is a proof of work.</summary>
        public bool Ground { get; init; } = true;

        private GammaChallenges<KoalaBear, KoalaBear5> Challenges
        {
            get
            {
                if (_challenges is not null) return _challenges;
                for (; ; Nonce += 1)
                {
                    // The transcript of Γ, which goes on whatever the nonce is worth.
                    var t = new VerifierTranscript<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, ProtocolParameters.GammaDomain, null);
                    t.Observe("vk", Key.ToArray());
                    t.Observe("shards", [Shards]);
                    t.Observe("Gamma", Gamma.ToArray());
                    if (t.CheckGrind("gamma nonce", Nonce, ProtocolParameters.GammaGrindingBits) != Ground) continue;
                    KoalaBear5 gamma = t.Sample("global gamma");
                    var alpha = new KoalaBear5[ProtocolParameters.FingerprintChallenges];
                    for (int i = 0; i < alpha.Length; i++) alpha[i] = t.Sample("global alpha");
                    return _challenges = new GammaChallenges<KoalaBear, KoalaBear5>(gamma, alpha, []);
                }
            }
        }

        /// <summary>The list's digest, whatever the flags: zeros where they are 0, and no block behind the last that begins with a message.</summary>
        public Digest MessagesDigest()
        {
            List<KoalaBear> elements = [];
            foreach ((KoalaBear[] fields, int i) in Fields.Select((f, i) => (f, i)))
            {
                MessageForm form = _forms[i % _forms.Length];
                KoalaBear flag = Flags[i / _forms.Length];
                elements.AddRange([flag * (form.IsPush ? 1 : 0), flag * form.Tag, flag * form.Fields, .. fields]);
            }

            int each = elements.Count / Flags.Length;
            KoalaBear used = Flags.Aggregate((KoalaBear)0, (a, b) => a + b), blocks = 1;
            elements.Insert(0, used * _forms.Length);
            for (int at = FieldHash.Rate; at < elements.Count; at += FieldHash.Rate) blocks += Flags[(at - 1) / each];
            var state = new KoalaBear[Poseidon2.Width];
            state[FieldHash.Rate] = used * each + 1;
            for (int b = 0; b < Math.Max(1, blocks.Value) && b * FieldHash.Rate < elements.Count; b++)
            {
                KoalaBear[] block = [.. elements.Skip(b * FieldHash.Rate).Take(FieldHash.Rate)];
                state.AsSpan(0, FieldHash.Rate).Clear();
                block.CopyTo(state, 0);
                Poseidon2.Permute(state);
            }

            return Digest.FromElements(state.AsSpan(0, Digest.Length));
        }

        /// <summary>γ + α₀·tag + Σ α·field of a message.</summary>
        public KoalaBear5 Denominator(int message)
        {
            KoalaBear5 f = Challenges.Gamma + Challenges.Alpha[0] * (KoalaBear)_forms[message % _forms.Length].Tag;
            for (int k = 0; k < Fields[message].Length; k++) f += Challenges.Alpha[k + 1] * Fields[message][k];
            return f;
        }

        /// <summary>Five fields for which the denominator is 0: by elimination.</summary>
        public KoalaBear[] Zero(MessageForm form)
        {
            KoalaBear5 rest = -(Challenges.Gamma + Challenges.Alpha[0] * (KoalaBear)form.Tag);
            var rows = new KoalaBear[5][];
            for (int r = 0; r < 5; r++) rows[r] = [.. Enumerable.Range(1, 5).Select(k => Challenges.Alpha[k][r]), rest[r]];
            for (int p = 0; p < 5; p++)
            {
                int pivot = Enumerable.Range(p, 5 - p).First(r => rows[r][p] != KoalaBear.Zero);
                (rows[p], rows[pivot]) = (rows[pivot], rows[p]);
                rows[p] = Array.ConvertAll(rows[p], x => x * rows[p][p].Inverse());
                for (int r = 0; r < 5; r++)
                    if (r != p) rows[r] = [.. rows[r].Select((x, k) => x - rows[r][p] * rows[p][k])];
            }

            return Array.ConvertAll(rows, r => r[5]);
        }

        /// <summary>
        /// All inputs in order. The range begins with shard 1 at the key's (pc, npc), ends with shard N, halts, and its sum is minus that of the messages, as
        /// often as their flags say: flag/(flag·f + 1 − flag).
        /// </summary>
        public Tape Tape()
        {
            KoalaBear5 n = Sum, d = KoalaBear5.One;
            for (int i = 0; i < Fields.Length; i++)
            {
                KoalaBear flag = Flags[i / _forms.Length];
                KoalaBear5 f = Denominator(i) * flag + (KoalaBear.One - flag), term = d * (_forms[i % _forms.Length].IsPush ? -flag : flag);
                (n, d) = (n * f + term, d * f);
            }

            _ = Challenges;
            Digest run = FieldHash.HashElements([.. Key.ToArray(), 5, 6, .. MessagesDigest().ToArray(), Shards, .. Gamma.ToArray(), Nonce]);
            KoalaBear[] range = [
                .. new KoalaBear[Digest.Length], .. run.ToArray(), 1, Shards, 5, 6, 0, 0, 1, 0, 2, 3, 1, 4, 5,
                .. new KoalaBear[3 * (ExecutionPublicValues.CommitWords - 1)]];
            var tape = new Tape();
            foreach (KoalaBear x in range) tape.Inputs.Add(x);
            tape.Inputs.AddRange([n, d, Blocks]);
            Assert.Equal(RangeInputs, tape.Inputs.Count);
            foreach (KoalaBear x in Key) tape.Inputs.Add(x);
            tape.Inputs.AddRange([5, 6]);
            for (int g = 0; g < Flags.Length; g++)
            {
                tape.Inputs.Add(Flags[g]);
                foreach (KoalaBear[] fields in Fields.AsSpan(g * _forms.Length, _forms.Length))
                    foreach (KoalaBear x in fields) tape.Inputs.Add(x);
            }

            tape.Inputs.AddRange([Shards, Nonce]);
            foreach (KoalaBear x in Gamma) tape.Inputs.Add(x);
            return tape;
        }
    }

    private static class Source<TArithmetic, TBase, TExt, TIndex>
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        public static void Run(TArithmetic a, KoalaBear5[] range, RunHeader run, MessageForm[] forms, int most)
        {
            TBase[] w = Array.ConvertAll(range[..N], x => a.Input(x[0]));
            TExt n = a.Input(range[N]), d = a.Input(range[D]);
            var statement = new NodeStatement<TBase, TExt>(
                w[..RunAt], w[RunAt..18], w[18], w[19], w[20..End], w[End..Halted], w[Halted], w[Idle], w[26..28], w[28..N], n, d, a.Input(range[Blocks][0]));
            a.Output(Completion<TArithmetic, TBase, TExt, TIndex>.Complete(a, statement, run, forms, most));
        }
    }
}
