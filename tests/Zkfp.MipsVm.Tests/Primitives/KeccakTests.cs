using FsCheck.Xunit;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>KECCAKF: the function and its rows.</summary>
public class KeccakTests
{
    /// <summary>The first lanes of Keccak-f[1600] of zeros, once and twice: KeccakF-1600-IntermediateValues.txt of the Keccak team.</summary>
    [Fact]
    public void Permutation_of_zeros_is_the_published_one()
    {
        var words = new uint[50];
        Keccak.Permute(words);
        Assert.Equal([0xF1258F7940E1DDE7, 0x84D5CCF933C0478A, 0xD598261EA65AA9EE, 0xBD1547306F80494D, 0x8B284E056253D057], Lanes(words)[..5]);
        Assert.Equal(0xEAF1FF7B5CECA249UL, Lanes(words)[24]);
        Keccak.Permute(words);
        Assert.Equal([0x2D5C954DF96ECB3C, 0x6A332CD07057B56D, 0x093D8D1270D76B6C, 0x8A20D9B25569D094, 0x4F9C4F99E5E7F156], Lanes(words)[..5]);
    }

    /// <summary>Any 136 bytes padded by hand hash as the platform's SHA3-256 says.</summary>
    [Property(MaxTest = 200)]
    public void Sponge_is_SHA3(byte[] message)
    {
        if (!System.Security.Cryptography.SHA3_256.IsSupported) return;
        const int rate = 136;
        byte[] padded = new byte[message.Length / rate * rate + rate];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x06;
        padded[^1] |= 0x80;
        var words = new uint[50];
        for (int at = 0; at < padded.Length; at += rate)
        {
            for (int i = 0; i < rate / 4; i++) words[i] ^= BitConverter.ToUInt32(padded, at + 4 * i);
            Keccak.Permute(words);
        }

        byte[] digest = new byte[32];
        for (int i = 0; i < 8; i++) BitConverter.TryWriteBytes(digest.AsSpan(4 * i), words[i]);
        Assert.Equal(System.Security.Cryptography.SHA3_256.HashData(message), digest);
    }

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Calls_satisfy_the_tables(Endianness order)
    {
        uint[] state = PrimitiveProgram.Random(1, 50);
        // Twice the same state, once one that overlaps it, once in a delay slot, once at the end of the address space.
        Assembler a = new Assembler().Store(Data, state).Li(A0, Data).Emit(KeccakF(A0), KeccakF(A0)).Li(A1, Data + 100).Emit(KeccakF(A1))
            .Emit(I(0x04, 0, 0, 1), KeccakF(A0)).Li(A1, 0xFFFF_FF38).Emit(KeccakF(A1)).Li(T0, Data).Emit(I(0x23, T0, V0, 0));
        ExecutedRun run = TraceHarness.Execute(a.End().Image(order));
        TraceHarness.AssertClean(run);

        var memory = new uint[75];
        state.CopyTo(memory, 0);
        Keccak.Permute(memory.AsSpan(0, 50));
        Keccak.Permute(memory.AsSpan(0, 50));
        Keccak.Permute(memory.AsSpan(25, 50));
        Keccak.Permute(memory.AsSpan(0, 50));
        Assert.Equal(memory[0], run.Outcome.PublicValues[0]);
    }

    /// <summary>Shards that end between calls, so that words come from others.</summary>
    [Fact]
    public void Calls_go_over_shards()
    {
        Assembler a = new Assembler().Li(A0, Data);
        for (int i = 0; i < 12; i++) a.Emit(KeccakF(A0), I(0x09, A0, A0, 36));
        ExecutedRun run = TraceHarness.Execute(a.End().Image(Endianness.Big), cellsPerShard: 1);
        Assert.True(run.ShardCount > 1, "one shard");
        TraceHarness.AssertClean(run);
    }

    private static ulong[] Lanes(uint[] words) => [.. Enumerable.Range(0, 25).Select(i => words[2 * i] | (ulong)words[2 * i + 1] << 32)];
}
