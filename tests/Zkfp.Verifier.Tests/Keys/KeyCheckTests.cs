using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
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
        GlobalMessage m = s_key.GlobalMessages[0];
        (VerifyingKey Key, string Message)[] cases =
        [
            (Key(machine: otherMachine), "machine"),
            (Key(logHeight: 7), "LogHeight 7"),
            (Key(logHeight: 24), "LogHeight 24"),
            (Key(pc: 1u << 30), "2^30"),
            (Key(npc: 1u << 30), "2^30"),
            (Key(rows: [1000, 200, 0]), "3 positions, the machine has 4"),
            (Key(rows: [1000, 200, 0, 10, 10]), "5 positions, the machine has 4"),
            (Key(rows: [0, 0, 0, 10]), "Rom, position 0, 0 rows"),
            (Key(rows: [1000, 200, 0, 0]), "Image, position 0, 0 rows"),
            (Key(rows: [200, 1000, 0, 10]), "heights must not rise"),
            (Key(rows: [200, 0, 100, 10]), "heights must not rise"),
            (Key(rows: [-1, 0, 0, 10]), "-1 rows"),
            (Key(rows: [(1 << 11) + 1, 0, 0, 10]), "2049 rows"),
            (Key(rows: [2048, 2048, 2048, 2048], width: 1), "hold fewer"),
            (Key(width: 0), "hold fewer"),
            (Key(width: 1 << 18), "expected fewer than"),
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
        VerifyingKey[] keys =
        [
            Key(logHeight: 8, rows: [256, 1, 0, 1], width: 16),
            Key(logHeight: 23),
            Key(pc: (1u << 30) - 1, npc: (1u << 30) - 1),
            Key(rows: [2048, 2048, 2048, 2048], width: 64),
            Key(rows: [200, 256, 1, 10]),
            Key(rows: [320, 0, 0, 200]),
        ];
        foreach (VerifyingKey key in keys) Assert.Equal("", KeyCheck.Check(ToyMachine.Machine, key));
    }

    /// <summary>A table with preprocessed columns and a fixed height is listed once, at that height.</summary>
    [Theory]
    [InlineData("", 512)]
    [InlineData("256 rows, expected 2^9", 256)]
    [InlineData("511 rows, expected 2^9", 511)]
    [InlineData("1024 rows, expected 2^9", 1024)]
    [InlineData("2 positions", 512, 512)]
    public void A_fixed_height_is_the_keys_height(string message, params int[] rows)
    {
        var b = new AirBuilder();
        b.Push("push", new Bus("bus", 1, 1), b.Main("mult"), b.Preprocessed("x"));
        MachineDefinition machine = Machine(b.Capture("table", TablePresence.EveryShard, 9));
        var key = new VerifyingKey(machine.Digest, 11, 1, 0, 1, rows, machine.Digest, []);
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
        VerificationError? e = RunVerifier.Verify(machine, new VerifyingKey(machine.Digest, 8, 0, 0, 1, [], default, []), []).Error;
        Assert.Equal((ErrorKind.BadKey, "machine"), (e?.Kind, e?.Where));
    }

    /// <summary>A key without preprocessed columns has the zero root, and only such a key.</summary>
    [Fact]
    public void No_preprocessed_columns_no_root()
    {
        var b = new AirBuilder();
        b.Push("push", new Bus("bus", 1, 1), b.Main("mult"), b.Main("x"));
        MachineDefinition machine = Machine(b.Capture("table", TablePresence.EveryShard, 8));
        Assert.Equal("", KeyCheck.Check(machine, new VerifyingKey(machine.Digest, 8, 0, 0, 1, [], default, [])));
        Assert.Contains("preprocessed width of 1", KeyCheck.Check(machine, new VerifyingKey(machine.Digest, 8, 1, 0, 1, [], default, [])), StringComparison.Ordinal);
        Assert.Contains("zero exactly", KeyCheck.Check(machine, new VerifyingKey(machine.Digest, 8, 0, 0, 1, [], machine.Digest, [])), StringComparison.Ordinal);
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
        var key = new VerifyingKey(machine.Digest, 11, preprocessed ? 1 : 0, 0, 1, preprocessed ? [1] : [], preprocessed ? machine.Digest : default, []);
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
            s_key, Key(machine: machine), Key(logHeight: 12), Key(pc: 5), Key(npc: 5), Key(width: 63), Key(rows: [.. s_key.PreprocessedRows.Skip(1)]),
            Key(rows: [s_key.PreprocessedRows[0] + 1, .. s_key.PreprocessedRows.Skip(1)]), Key(root: root), Key(messages: []),
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
        Digest? machine = null, int? logHeight = null, uint? pc = null, uint? npc = null, int[]? rows = null, Digest? root = null,
        GlobalMessage[]? messages = null, int? width = null) => new(
            machine ?? s_key.MachineDigest, logHeight ?? s_key.LogHeight, width ?? s_key.PreprocessedWidth, pc ?? s_key.InitialPc, npc ?? s_key.InitialNpc,
            rows ?? s_key.PreprocessedRows, root ?? s_key.PreprocessedRoot, messages ?? s_key.GlobalMessages);
}
