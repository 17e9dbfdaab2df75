using System.Buffers.Binary;
using System.Text;
using FsCheck.Xunit;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;
using Compression = Zkfp.MipsVm.Execution.Primitives.Sha256;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>SHA256C: the function and its rows.</summary>
public class Sha256Tests
{
    private static readonly uint[] Initial =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>The examples of NIST for FIPS 180-4: one block, two blocks.</summary>
    [Theory]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Published_examples(string message, string digest) => Assert.Equal(digest, Convert.ToHexStringLower(Hash(Encoding.ASCII.GetBytes(message))));

    [Property(MaxTest = 300)]
    public void Chained_compressions_are_SHA_256(byte[] message) =>
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(message), Hash(message));

    /// <summary>
    /// State and block apart, the block in the state, the state in the block's beginning, middle and end, both the same; in a delay slot; all ones; at the
    /// end of the address space.
    /// </summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Calls_satisfy_the_tables(Endianness order)
    {
        uint[] memory = [.. PrimitiveProgram.Random(2, 32), .. Enumerable.Repeat(uint.MaxValue, 32)];
        Assembler a = new Assembler().Store(Data, memory);
        foreach ((int state, int block) in ((int, int)[])[(0, 8), (16, 16), (4, 0), (8, 0), (0, 4), (10, 3), (0, 0), (32, 40), (24, 40)])
        {
            a.Li(A0, Data + 4 * (uint)state).Li(A1, Data + 4 * (uint)block).Emit(Sha256(A0, A1), I(0x04, 0, 0, 1), Sha256(A0, A1));
            for (int n = 0; n < 2; n++)
            {
                uint[] operand = memory[block..(block + 16)];
                Compression.Compress(memory.AsSpan(state, 8), operand);
            }
        }

        a.Emit(Sha256(A0, A0)).Li(A1, 0xFFFF_FFC0).Emit(Sha256(A0, A1), Sha256(A1, A0)).Li(T0, Data).Emit(I(0x23, T0, V0, 4 * 4));
        ExecutedRun run = TraceHarness.Execute(a.End().Image(order));
        TraceHarness.AssertClean(run);
        Assert.Equal(memory[4], run.Outcome.PublicValues[0]);
    }

    /// <summary>Shards that end between calls, so that words come from others.</summary>
    [Fact]
    public void Calls_go_over_shards()
    {
        Assembler a = new Assembler().Li(A0, Data).Li(A1, Data + 64);
        for (int i = 0; i < 40; i++) a.Emit(Sha256(A0, A1), I(0x09, A1, A1, -4));
        ExecutedRun run = TraceHarness.Execute(a.End().Image(Endianness.Little), cellsPerShard: 1);
        Assert.True(run.ShardCount > 1, "one shard");
        TraceHarness.AssertClean(run);
    }

    /// <summary>The hash of a message, padded by hand (§5.1.1).</summary>
    private static byte[] Hash(byte[] message)
    {
        byte[] padded = new byte[(message.Length + 8) / 64 * 64 + 64];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), 8UL * (ulong)message.Length);
        uint[] state = [.. Initial];
        var block = new uint[16];
        for (int at = 0; at < padded.Length; at += 64)
        {
            for (int i = 0; i < 16; i++) block[i] = BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(at + 4 * i));
            Compression.Compress(state, block);
        }

        byte[] digest = new byte[32];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * i), state[i]);
        return digest;
    }
}
