using System.Buffers.Binary;
using System.Text;
using FsCheck.Xunit;
using Zkfp.MipsVm.Execution.Primitives;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>SHA256C: the function.</summary>
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
            Sha256.Compress(state, block);
        }

        byte[] digest = new byte[32];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * i), state[i]);
        return digest;
    }
}
