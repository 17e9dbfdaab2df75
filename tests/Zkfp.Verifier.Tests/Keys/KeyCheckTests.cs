using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Keys;

/// <summary>Each rule about keys, broken alone.</summary>
public class KeyCheckTests
{
    private static readonly VerifyingKey s_key = ToyProof.Make().Key;

    [Fact]
    public void The_honest_key_fits() => Assert.Equal("", KeyCheck.Check(ToyMachine.Machine, s_key));

    [Fact]
    public void Broken_rules_are_named()
    {
        Digest otherMachine = s_key.MachineDigest;
        otherMachine[0] += 1;
        FragmentHeight rom10 = new(ToyMachine.Rom, 10), rom8 = new(ToyMachine.Rom, 8), image = new(ToyMachine.Image, 8);
        GlobalMessage m = s_key.GlobalMessages[0];
        (VerifyingKey Key, string Message)[] cases =
        [
            (Key(machine: otherMachine), "machine"),
            (Key(logHeight: 7), "LogHeight 7"),
            (Key(logHeight: 24), "LogHeight 24"),
            (Key(pc: 1u << 30), "2^30"),
            (Key(npc: 1u << 30), "2^30"),
            (Key(fragments: [rom10, rom8]), "does not list Image"),
            (Key(fragments: [image]), "does not list Rom"),
            (Key(fragments: [rom8, rom10, image]), "canonical order"),
            (Key(fragments: [rom10, image, rom8]), "canonical order"),
            (Key(fragments: [rom10, rom8, image, new(ToyMachine.Step, 8)]), "no preprocessed columns"),
            (Key(fragments: [rom10, rom8, new(ToyMachine.Image, 8), new(ToyMachine.Rom, 8)]), "canonical order"),
            (Key(fragments: [rom10, rom8, image, new(99, 8)]), "table 99"),
            (Key(fragments: [rom10, rom8, image, new(ToyMachine.Machine.Tables.Count, 8)]), "table 8"),
            (Key(fragments: [new(ToyMachine.Rom, 12), image]), "log height 12"),
            (Key(fragments: [rom10, image, new(ToyMachine.Image, 7)]), "log height 7"),
            (Key(fragments: [.. Enumerable.Repeat(rom8, 65), image]), "too often"),
            (Key(root: default(Digest)), "root must be zero exactly"),
            (Key(messages: [m with { Tag = 1 }]), "no global bus"),
            (Key(messages: [m with { Tag = 77 }]), "no global bus"),
            (Key(messages: [m with { Fields = [1, 2] }]), "takes 3"),
        ];
        foreach ((VerifyingKey key, string message) in cases)
        {
            Assert.Contains(message, KeyCheck.Check(ToyMachine.Machine, key), StringComparison.Ordinal);
            Assert.Equal(ErrorKind.BadKey, RunVerifier.Verify(ToyMachine.Machine, key, []).Error!.Kind);
        }
    }

    /// <summary>Keys at the edge of each rule fit.</summary>
    [Fact]
    public void Keys_at_the_limits_fit()
    {
        FragmentHeight rom8 = new(ToyMachine.Rom, 8), image = new(ToyMachine.Image, 8);
        VerifyingKey[] keys =
        [
            Key(logHeight: 8, fragments: [rom8, image]),
            Key(logHeight: 23),
            Key(pc: (1u << 30) - 1, npc: (1u << 30) - 1),
            Key(fragments: [.. Enumerable.Repeat(rom8, 64), image]),
            Key(fragments: [new(ToyMachine.Image, 9), rom8]),
            Key(fragments: [new(ToyMachine.Rom, 11), image]),
        ];
        foreach (VerifyingKey key in keys) Assert.Equal("", KeyCheck.Check(ToyMachine.Machine, key));
    }

    /// <summary>A table with preprocessed columns and a fixed height is listed once, at that height.</summary>
    [Theory]
    [InlineData("", 9)]
    [InlineData("log height 8, expected 9", 8)]
    [InlineData("log height 10, expected 9", 10)]
    [InlineData("too often", 9, 9)]
    public void A_fixed_height_is_the_keys_height(string message, params int[] heights)
    {
        var b = new AirBuilder();
        b.Push("push", new Bus("bus", 1, 1), b.Main("mult"), b.Preprocessed("x"));
        MachineDefinition machine = Machine(b.Capture("table", TablePresence.EveryShard, 9));
        var key = new VerifyingKey(machine.Digest, 11, 0, 1, Array.ConvertAll(heights, h => new FragmentHeight(0, h)), machine.Digest, []);
        string error = KeyCheck.Check(machine, key);
        Assert.True(message.Length == 0 ? error.Length == 0 : error.Contains(message, StringComparison.Ordinal), error);
    }

    /// <summary>A run is of a machine with the public values of §9; a key that fits another machine proves no run.</summary>
    [Fact]
    public void A_machine_without_the_public_values_of_a_run_is_refused()
    {
        var b = new AirBuilder();
        b.Push("push", new Bus("bus", 1, 1), b.Main("mult"), b.Main("x"));
        MachineDefinition machine = Machine(b.Capture("table", TablePresence.Optional));
        VerificationError? e = RunVerifier.Verify(machine, new VerifyingKey(machine.Digest, 8, 0, 1, [], default, []), []).Error;
        Assert.Equal((ErrorKind.BadKey, "machine"), (e?.Kind, e?.Where));
    }

    /// <summary>A key without preprocessed columns has the zero root, and only such a key.</summary>
    [Fact]
    public void No_preprocessed_columns_no_root()
    {
        var b = new AirBuilder();
        b.Push("push", new Bus("bus", 1, 1), b.Main("mult"), b.Main("x"));
        MachineDefinition machine = Machine(b.Capture("table", TablePresence.EveryShard, 8));
        Assert.Equal("", KeyCheck.Check(machine, new VerifyingKey(machine.Digest, 8, 0, 1, [], default, [])));
        Assert.Contains("zero exactly", KeyCheck.Check(machine, new VerifyingKey(machine.Digest, 8, 0, 1, [], machine.Digest, [])), StringComparison.Ordinal);
    }

    /// <summary>A table is optional if and only if nothing gives it a height: otherwise a prover could choose whether it is there.</summary>
    [Theory]
    [InlineData(TablePresence.EveryShard, null, false, "neither machine nor key")]
    [InlineData(TablePresence.LastShard, null, false, "neither machine nor key")]
    [InlineData(TablePresence.Optional, 8, false, "fixed height")]
    [InlineData(TablePresence.Optional, null, true, "preprocessed columns")]
    [InlineData(TablePresence.EveryShard, 7, false, "fixed log height 7")]
    [InlineData(TablePresence.EveryShard, 12, false, "fixed log height 12")]
    public void Presence_is_never_the_provers_choice(TablePresence presence, int? fixedLogHeight, bool preprocessed, string message)
    {
        var b = new AirBuilder();
        Expr mult = b.Main("mult"), x = preprocessed ? b.Preprocessed("x") : b.Main("x");
        b.Push("push", new Bus("bus", 1, 1), mult, x);
        AirProgram table = b.Capture("table", presence, fixedLogHeight);
        MachineDefinition machine = Machine(table);
        var key = new VerifyingKey(machine.Digest, 11, 0, 1, preprocessed ? [new(0, 8)] : [], preprocessed ? machine.Digest : default, []);
        Assert.Contains(message, KeyCheck.Check(machine, key), StringComparison.Ordinal);
    }

    /// <summary>Every part of a key changes its digest.</summary>
    [Fact]
    public void The_digest_covers_every_part()
    {
        Digest root = s_key.PreprocessedRoot;
        root[7] += 1;
        Digest machine = s_key.MachineDigest;
        machine[7] += 1;
        VerifyingKey[] keys =
        [
            s_key, Key(machine: machine), Key(logHeight: 12), Key(pc: 5), Key(npc: 5), Key(fragments: [.. s_key.PreprocessedFragments.Skip(1)]),
            Key(fragments: [new(ToyMachine.Rom, 11), .. s_key.PreprocessedFragments.Skip(1)]), Key(root: root), Key(messages: []),
            Key(messages: [s_key.GlobalMessages[0] with { IsPush = false }, s_key.GlobalMessages[1]]),
            Key(messages: [s_key.GlobalMessages[0] with { Tag = 4 }, s_key.GlobalMessages[1]]),
            Key(messages: [s_key.GlobalMessages[0] with { Fields = [1000, 7, 1] }, s_key.GlobalMessages[1]]),
            Key(messages: [s_key.GlobalMessages[1], s_key.GlobalMessages[0]]),
            Key(messages: [s_key.GlobalMessages[0]]),
            Key(messages: [s_key.GlobalMessages[0] with { IsPush = false }]),
        ];
        Assert.Equal(keys.Length, keys.Select(k => k.Digest).Distinct().Count());
    }

    private static MachineDefinition Machine(AirProgram table) =>
        new("one", [table], new AirBuilder().Capture("none", TablePresence.EveryShard), 1);

    private static VerifyingKey Key(
        Digest? machine = null, int? logHeight = null, uint? pc = null, uint? npc = null, FragmentHeight[]? fragments = null, Digest? root = null,
        GlobalMessage[]? messages = null) => new(
            machine ?? s_key.MachineDigest, logHeight ?? s_key.LogHeight, pc ?? s_key.InitialPc, npc ?? s_key.InitialNpc,
            fragments ?? s_key.PreprocessedFragments, root ?? s_key.PreprocessedRoot, messages ?? s_key.GlobalMessages);
}
