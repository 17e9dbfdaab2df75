using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// What a leaf asks of shards beyond their proofs, on shards that state anything with valid proofs (<see cref="StatedShards"/>): one rule alone is in the way
/// of each attack, and what is refused holds with the one value as it should be.
/// </summary>
public class LeafRulesTests
{
    private const int Places = 3, High = 1 << 16;

    private static readonly Lazy<Circuit> s_one = new(() => LeafCircuit.Record(StatedShards.Machine, StatedShards.Prove([StatedShards.Busy(2)])));
    private static readonly Lazy<Circuit> s_three = new(() => LeafCircuit.Record(StatedShards.Machine, StatedShards.Prove([StatedShards.Busy(2)]), Places));

    // Where the flag lies that says whether a shard is idle: behind key, roots, N, nonce, the shard's values, root and rows, whether it is the last, and the
    // inverse of N − index.
    private static int IdleInput
    {
        get
        {
            LeafInput input = StatedShards.Prove([StatedShards.Busy(2)]);
            return 2 + input.Key.PreprocessedRows.Count + 4 * Digest.Length + 2 + Values.Count + Digest.Length + input.Proofs[0].Proof.Shape.Rows.Length + 2;
        }
    }

    public static TheoryData<string, string, int, uint, bool> Stated => new()
    {
        { "halting", "time 2^26 - 4", Values.EndTime, (1 << 26) - 4, true }, { "halting", "time 2^26", Values.EndTime, 1 << 26, false },
        { "halting", "no time", Values.EndTime, 0, false }, { "halting", "no multiple of 4", Values.EndTime, 6, false },
        { "halting", "it ends at a pc", Values.EndPc, 1, false }, { "halting", "it ends at an npc", Values.EndNpc, 1, false },
        { "halting", "an outcome of 2^16 - 1", Values.OutcomeLow, High - 1, true }, { "halting", "an outcome of 2^16 - 1", Values.OutcomeHigh, High - 1, true },
        { "halting", "an outcome above", Values.OutcomeLow, High, false }, { "halting", "an outcome above", Values.OutcomeHigh, High, false },
        { "halting", "a word of 2^16 - 1", Values.FirstCommit + 1, High - 1, true }, { "halting", "a word above", Values.FirstCommit + 1, High, false },
        { "halting", "a word above", Values.FirstCommit + 2, High, false }, { "halting", "a word that is not committed", Values.FirstCommit + 4, 1, false },
        { "halting", "a word that is not committed", Values.FirstCommit + 23, 1, false },
        { "halting", "a word committed twice over", Values.FirstCommit + 3, 2, false }, { "halting", "a word of zeros", Values.FirstCommit + 3, 1, true },
        { "busy", "an outcome without an end", Values.OutcomeLow, 1, false }, { "busy", "an outcome without an end", Values.OutcomeHigh, 1, false },
        { "quiet", "halted twice over", Values.Halted, 2, false }, { "quiet", "halted", Values.Halted, 1, true },
        { "busy", "the last", Values.ShardIndex, StatedShards.Count, true }, { "busy", "number 0", Values.ShardIndex, 0, false },
        { "busy", "number 2^16", Values.ShardIndex, High, true }, { "busy", "number 2^16 + 1", Values.ShardIndex, High + 1, false },
    };

    [Theory]
    [MemberData(nameof(Stated))]
    public void What_a_shard_states_of_itself(string kind, string what, int element, uint value, bool holds)
    {
        KoalaBear[] v = kind switch { "halting" => StatedShards.Halting(2), "quiet" => StatedShards.Quiet(2), _ => StatedShards.Busy(2) };
        Assert.True(Holds(s_one.Value, LeafCircuit.Supply(StatedShards.Machine, StatedShards.Prove([v]))));
        v[element] = new KoalaBear(value);
        Assert.True(holds == Holds(s_one.Value, LeafCircuit.Supply(StatedShards.Machine, StatedShards.Prove([v]))), what);
    }

    /// <summary>A shard is part of the run whose challenges it is proven with: what lies under Γ, at the place of its number, is what it states.</summary>
    [Fact]
    public void A_shard_is_bound_by_gamma()
    {
        KoalaBear[] honest = StatedShards.Halting(2), other = StatedShards.Halting(2), third = StatedShards.Halting(3);
        other[Values.OutcomeLow] += 1;
        bool Verifies(KoalaBear[] stated, int place, KoalaBear[] bound) =>
            Holds(s_one.Value, LeafCircuit.Supply(StatedShards.Machine, StatedShards.Prove([stated], _ => (place, bound))));
        Assert.True(Verifies(honest, 1, honest));
        Assert.False(Verifies(other, 1, honest), "other values than were bound");
        Assert.False(Verifies(honest, 2, honest), "at another place");
        Assert.False(Verifies(third, 1, honest), "another number than was bound");
        Assert.True(Verifies(third, 2, third));
    }

    /// <summary>Idle is what does nothing at all; a shard may be said to be busy that is not, which no complete range has behind its end.</summary>
    [Fact]
    public void Who_does_something_is_not_idle()
    {
        bool Verifies(KoalaBear[] v, uint idle)
        {
            Tape tape = LeafCircuit.Supply(StatedShards.Machine, StatedShards.Prove([v]));
            KoalaBear5 honest = v.AsSpan(1, 4).SequenceEqual(new KoalaBear[4]) && v[Values.EndTime] == Values.StartTime ? 1 : 0;
            Assert.Equal(honest, tape.Inputs[IdleInput]);
            tape.Inputs[IdleInput] = new KoalaBear(idle);
            return Holds(s_one.Value, tape);
        }

        Assert.True(Verifies(StatedShards.Quiet(4), 1));
        Assert.True(Verifies(StatedShards.Quiet(4), 0));
        Assert.False(Verifies(StatedShards.Quiet(4), 2), "idle twice over");
        foreach ((int element, int value) in ((int, int)[])[
            (Values.StartPc, 1), (Values.StartNpc, 1), (Values.EndPc, 1), (Values.EndNpc, 1), (Values.EndTime, 8)])
        {
            KoalaBear[] v = StatedShards.Quiet(4);
            v[element] = value;
            Assert.True(Verifies(v, 0));
            Assert.False(Verifies(v, 1), $"public value {element}");
        }
    }

    /// <summary>Which shard is the last, and so has the tables of the last, is not for its prover to say.</summary>
    [Fact]
    public void Number_N_is_the_last_and_no_other()
    {
        bool Verifies(int index, uint isLast, KoalaBear inverse)
        {
            Tape tape = LeafCircuit.Supply(StatedShards.Machine, StatedShards.Prove([StatedShards.Busy(index)]));
            tape.Inputs[IdleInput - 2] = new KoalaBear(isLast);
            tape.Inputs[IdleInput - 1] = inverse;
            return Holds(s_one.Value, tape);
        }

        KoalaBear third = new KoalaBear(3).Inverse();
        Assert.True(Verifies(StatedShards.Count, 1, 0));
        Assert.False(Verifies(StatedShards.Count, 0, third));
        Assert.True(Verifies(StatedShards.Count - 3, 0, third));
        Assert.False(Verifies(StatedShards.Count - 3, 1, 0));
    }

    /// <summary>A place in use counts once, else what its shard commits to would be multiplied; and behind an empty one there is none.</summary>
    [Theory]
    [InlineData("2", 0u, 0u, true)]
    [InlineData("2 3", 1u, 0u, true)]
    [InlineData("2 3 4", 1u, 1u, true)]
    [InlineData("2 3", 2u, 0u, false)]
    [InlineData("2 3 4", 1u, 2u, false)]
    [InlineData("2 2 3", 0u, 1u, false)]
    public void Flags_of_places_are_0_or_1_the_first_ones_1(string shards, uint second, uint third, bool holds)
    {
        KoalaBear[][] stated = [.. shards.Split(' ').Select(s => StatedShards.Busy(s[0] - '0'))];
        Tape tape = LeafCircuit.Supply(StatedShards.Machine, StatedShards.Prove(stated), Places);

        // Three times the same shard is what empty places verify as well: with them all in use only the flags differ.
        LeafInput one = StatedShards.Prove([stated[0]]);
        Tape empty = LeafCircuit.Supply(StatedShards.Machine, one, Places);
        Tape full = LeafCircuit.Supply(StatedShards.Machine, one with { Proofs = [one.Proofs[0], one.Proofs[0], one.Proofs[0]] }, Places);
        int[] flags = [.. Enumerable.Range(0, empty.Inputs.Count).Where(i => empty.Inputs[i] != full.Inputs[i])];
        Assert.Equal(2, flags.Length);
        tape.Inputs[flags[0]] = new KoalaBear(second);
        tape.Inputs[flags[1]] = new KoalaBear(third);
        Assert.Equal(holds, Holds(s_three.Value, tape));
    }

    /// <summary>A class is a constant of the circuit, so what a native verifier checks of it is checked when it is recorded.</summary>
    [Fact]
    public void What_no_verifier_takes_is_not_recorded()
    {
        MachineDefinition machine = HelloLeaf.Machine, stated = StatedShards.Machine;
        ProofClass c = HelloLeaf.Proof.Shape.Class, other = StatedShards.Prove([StatedShards.Busy(2)]).Proofs[0].Proof.Shape.Class;

        // Decoded to lists, a class with boundary columns is below the floor.
        var e = Assert.Throws<ArgumentException>(() => LeafCircuit.Record(machine, c with { Layer = ProofLayer.Shrink }));
        Assert.Contains("bits", e.Message, StringComparison.Ordinal);
        LeafCircuit.Record(stated, other);
        var fewer = new MachineDefinition("fewer", stated.Tables, stated.PublicMessages, Values.Count - 1);
        e = Assert.Throws<ArgumentException>(() => LeafCircuit.Record(fewer, other));
        Assert.Contains("public values", e.Message, StringComparison.Ordinal);
    }

    private static bool Holds(Circuit circuit, Tape tape) => new Replay(circuit, tape).Holds;
}
