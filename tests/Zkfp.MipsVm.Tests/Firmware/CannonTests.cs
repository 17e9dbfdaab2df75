using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>Profile cannon: how programs start, key checks, the digest, pointers, descriptors 3 to 6.</summary>
public class CannonTests
{
    private const string KeccakKey = "02173285A8D7341E5E972FC677286384F802F8EF42A5EC5F03BBFA254CB01FAD";

    private sealed record Run(Outcome Outcome, byte[] Output)
    {
        public string Digest => CannonTests.Digest(Outcome);
    }

    /// <summary>The public-values digest as hexadecimal digits.</summary>
    internal static string Digest(Outcome outcome) => string.Concat(outcome.PublicValues.Select(w => w.ToString("X8", CultureInfo.InvariantCulture)));

    private static Run Execute(byte[] elf, IPreimageOracle oracle)
    {
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Cannon);
        using var output = new MemoryStream();
        var host = new CannonHost(program.Endianness, new LinuxHostOptions { Arguments = [], Stdout = output }, oracle);
        Outcome outcome = Executor.RunInterpreted(program, host, new RunOptions { MaxInstructions = 10_000_000 });
        return new Run(outcome, output.ToArray());
    }

    private static MemoryPreimageOracle Oracle(params (string Key, byte[] Preimage)[] entries)
    {
        var oracle = new MemoryPreimageOracle();
        foreach ((string key, byte[] preimage) in entries)
            oracle.Add(Convert.FromHexString(key), preimage);
        return oracle;
    }

    /// <summary>SHA-256(SHA-256(output) ‖ SHA-256(assumed keys and preimages)), docs/firmware.md.</summary>
    internal static string ExpectedDigest(byte[] output, params (string Key, byte[] Preimage)[] assumed)
    {
        using var absorbed = new MemoryStream();
        foreach ((string key, byte[] preimage) in assumed)
        {
            absorbed.Write(Convert.FromHexString(key));
            byte[] length = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)preimage.Length);
            absorbed.Write(length);
            absorbed.Write(preimage);
        }
        return Convert.ToHexString(SHA256.HashData([.. SHA256.HashData(output), .. SHA256.HashData(absorbed.ToArray())]));
    }

    /// <summary>
    /// A program that writes the key at <c>data</c>, reads the whole preimage (length prefix included) in words, writes it to
    /// stdout and exits with 0. Registers: s0 data, s1 words left.
    /// </summary>
    private static byte[] ReadAndPrint(Endianness endianness, int preimageLength, params string[] keys)
    {
        var w = new List<uint>();
        int total = preimageLength + 8;
        for (int k = 0; k < keys.Length; k++)
        {
            uint keyAt = 0x0020_0000 + 32 * (uint)k;
            for (uint i = 0; i < 8; i++) // write(6, key + 4 i, 4)
                w.AddRange([0x2404_0006, 0x3C05_0020, 0x34A5_0000 | (keyAt & 0xFFFF) + 4 * i, 0x2406_0004, 0x2402_0FA4, 0x0000_000C]);
            w.AddRange([0x3C10_0030, 0x2411_0000 | (uint)total]); // s0 = 0x300000, s1 = total
            w.AddRange([0x2404_0005, 0x0200_2825, 0x0220_3025, 0x2402_0FA3, 0x0000_000C]); // v0 = read(5, s0, s1)
            w.AddRange([0x0222_8823, 0x0202_8021, 0x1E20_FFF8, 0]); // s1 -= v0; s0 += v0; loop while s1 > 0
            w.AddRange([0x2404_0001, 0x3C05_0030, 0x2406_0000 | (uint)total, 0x2402_0FA4, 0x0000_000C]); // write(1, 0x300000, total)
        }
        w.AddRange([0x2404_0000, 0x2402_1096, 0x0000_000C]);
        byte[] data = [.. keys.SelectMany(Convert.FromHexString)];
        return TinyElf.Make(endianness, 0x0010_0000, (0x0010_0000, TinyElf.Code(endianness, [.. w])), (0x0020_0000, data), (0x0030_0000, new byte[total]));
    }

    private static byte[] WithPrefix(byte[] preimage) => [0, 0, 0, 0, 0, 0, (byte)(preimage.Length >> 8), (byte)preimage.Length, .. preimage];

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void LocalKeysAreInTheDigestOnceAndStayTheSame(Endianness endianness)
    {
        string local = "01" + "3".PadLeft(62, '0'), local1 = "01" + "1".PadLeft(62, '0');
        byte[] value = [.. Enumerable.Range(0, 37).Select(i => (byte)(i * 7 + 1))];
        byte[] other = [.. value.Select(b => (byte)~b)];
        byte[] elf = ReadAndPrint(endianness, value.Length, local, local1, local);
        Run run = Execute(elf, Oracle((local, value), (local1, other)));
        Assert.Equal("exit 0", run.Outcome.ToString());
        byte[] output = [.. WithPrefix(value), .. WithPrefix(other), .. WithPrefix(value)];
        Assert.Equal(Convert.ToHexString(output), Convert.ToHexString(run.Output));
        Assert.Equal(ExpectedDigest(output, (local, value), (local1, other)), run.Digest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(135)]
    [InlineData(136)]
    [InlineData(137)]
    [InlineData(5000)]
    public void Sha256PreimagesAreChecked(int length)
    {
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);
        string key = "04" + Convert.ToHexString(SHA256.HashData(value))[2..];
        foreach (Endianness endianness in new[] { Endianness.Big, Endianness.Little })
        {
            byte[] elf = ReadAndPrint(endianness, length, key);
            Run run = Execute(elf, Oracle((key, value)));
            Assert.Equal("exit 0", run.Outcome.ToString());
            Assert.Equal(Convert.ToHexString(WithPrefix(value)), Convert.ToHexString(run.Output));
            Assert.Equal(ExpectedDigest(run.Output), run.Digest);
            byte[] forged = [.. value, 1];
            var e = Assert.Throws<GuestStoppedException>(() => Execute(elf, Oracle((key, forged))));
            Assert.EndsWith($"a preimage does not match its key: 0x{key.ToLowerInvariant()} (sha256), {length + 1} bytes", e.Message, StringComparison.Ordinal);
            if (length == 0)
                continue;
            forged = (byte[])value.Clone();
            forged[length / 2] ^= 0x40;
            Assert.Throws<GuestStoppedException>(() => Execute(elf, Oracle((key, forged))));
        }
    }

    // Bytes 31 i + length; hashes by a textbook Keccak that gives OpenSSL's SHA3-256 with the other padding.
    [Theory]
    [MemberData(nameof(KeccakAnswers))]
    public void Keccak256PreimagesAreChecked(int length, string hash)
    {
        byte[] value = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + length))];
        string key = "02" + hash[2..].ToUpperInvariant();
        foreach (Endianness endianness in new[] { Endianness.Big, Endianness.Little })
        {
            byte[] elf = ReadAndPrint(endianness, length, key);
            Run run = Execute(elf, Oracle((key, value)));
            Assert.Equal("exit 0", run.Outcome.ToString());
            Assert.Equal(Convert.ToHexString(WithPrefix(value)), Convert.ToHexString(run.Output));
            byte[] forged = (byte[])value.Clone();
            if (length > 0)
                forged[^1] ^= 1;
            else
                forged = [0];
            Assert.Throws<GuestStoppedException>(() => Execute(elf, Oracle((key, forged))));
        }
    }

    public static TheoryData<int, string> KeccakAnswers() => new()
    {
        { 0, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470" },
        { 1, "5fe7f977e71dba2ea1a68e21057beebb9be2ac30c6410aa38d4f3fbe41dcffd2" },
        { 8, "34b93fe0b33e5b57b736973ed41f2262894f361c2ec910d2df3f8fd886d6f47f" },
        { 135, "d442e2e5a608e8e4142d9adcf549171bf969ed2e6788d8bbc6ec9874e38b25f0" },
        { 136, "ec2987c486f9882fd5369e34a81a9dfd047381ffaa80f3c20ac8388e07f5860c" },
        { 137, "da98ab1e0338ec111c87dcd442997e6793df057dd13e67ab88d472eba9810b81" },
        { 272, "c012324a46c22db3c31ac90fd557b5c1ec41d61fd76fd7df9b2ef911d0a932f9" },
        { 1000, "fa14bc279541ba0be8eccd963c21e5c968ecc74d0ebf4b21d6c89c66fa26e485" },
    };

    [Fact]
    public void AMissingPreimageIsAnError()
    {
        byte[] elf = ReadAndPrint(Endianness.Big, 4, KeccakKey);
        var e = Assert.Throws<MissingPreimageException>(() => Execute(elf, Oracle()));
        Assert.Equal(KeccakKey, Convert.ToHexString(e.Key));
        Assert.Equal($"no preimage for 0x{KeccakKey.ToLowerInvariant()} (keccak256); the program has given no hint", e.Message);
    }

    /// <summary>Nothing that a program starts with is the prover's choice: neither arguments nor environment.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void ProgramsStartWithFixedArguments(Endianness endianness)
    {
        // write(1, sp, 0x7fff7ff0 - sp): all of the first stack
        byte[] elf = TinyElf.Make(endianness, 0x0010_0000, (0x0010_0000, TinyElf.Code(endianness,
            0x3C06_7FFF, 0x34C6_7FF0, 0x00DD_3023, 0x03A0_2825, 0x2404_0001, 0x2402_0FA4, 0x0000_000C, 0x2404_0000, 0x2402_1096, 0x0000_000C)));
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Cannon);
        byte[]? first = null;
        foreach (string[] strings in new[] { new[] { "a" }, ["GOGC=off", "b"] })
        {
            using var output = new MemoryStream();
            var host = new CannonHost(endianness, new LinuxHostOptions { Arguments = strings, Environment = strings, Stdout = output }, Oracle());
            Assert.Equal("exit 0", Executor.Run(program, host, new RunOptions { MaxInstructions = 1_000_000 }).ToString());
            Assert.Equal(first ??= output.ToArray(), output.ToArray());
            string text = System.Text.Encoding.Latin1.GetString(output.ToArray());
            Assert.EndsWith("GODEBUG=memprofilerate=0\0\0\0\0op-program\0\0", text, StringComparison.Ordinal);
        }
    }

    /// <summary>System calls do not touch what lies at 0x80000000 and above.</summary>
    [Theory]
    [InlineData(4003, 5, 0x8000u, 4)]   // read a preimage to the firmware
    [InlineData(4003, 5, 0x80F0u, 4)]
    [InlineData(4004, 6, 0x8100u, 4)]   // a key from it
    [InlineData(4004, 4, 0x8100u, 16)]  // a hint
    [InlineData(4004, 1, 0x7FFFu, 0x10001)] // output that reaches into it
    [InlineData(4004, 2, 0xFFFFu, 4)]
    public void FirmwareMemoryIsOutOfReach(int call, int fd, uint upper, int length)
    {
        // v0 = call(fd, upper << 16, length); exit with v0 if a3 says that it is an error
        byte[] elf = TinyElf.Make(Endianness.Big, 0x0010_0000, (0x0010_0000, TinyElf.Code(Endianness.Big,
            0x2404_0000 | (uint)fd, 0x3C05_0000 | upper, 0x3C06_0000 | (uint)length >> 16, 0x34C6_0000 | (uint)length & 0xFFFF, 0x2402_0000 | (uint)call, 0x0000_000C,
            0x2404_0063, 0x0047_200B, // li a0, 99; movn a0, v0, a3
            0x2402_1096, 0x0000_000C)));
        Run run = Execute(elf, Oracle());
        Assert.Equal("exit 14", run.Outcome.ToString());
        Assert.Empty(run.Output);
    }
}
