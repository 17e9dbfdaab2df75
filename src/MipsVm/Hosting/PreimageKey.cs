using System.Globalization;

namespace Zkfp.MipsVm.Hosting;

/// <summary>What the first byte of a preimage key says about the others (Optimism's specification of the preimage oracle).</summary>
public enum PreimageType : byte
{
    /// <summary>An input of the dispute, by index. Nothing binds its value.</summary>
    Local = 1,

    /// <summary>Keccak-256 of the preimage but for the first byte.</summary>
    Keccak256 = 2,

    /// <summary>Of global meaning, by agreement. Nothing binds its value.</summary>
    Generic = 3,

    /// <summary>SHA-256 of the preimage but for the first byte.</summary>
    Sha256 = 4,

    /// <summary>The value of an EIP-4844 blob's polynomial at a point; the other bytes are those of the Keccak-256 of commitment and point.</summary>
    Blob = 5,

    /// <summary>The result of a precompiled contract; the other bytes are those of its input's Keccak-256.</summary>
    Precompile = 6,
}

/// <summary>Texts about 32-byte preimage keys.</summary>
public static class PreimageKey
{
    /// <summary>Bytes in a key.</summary>
    public const int Length = 32;

    /// <summary>Whether the firmware checks the preimage against the key; if not, it enters the record.</summary>
    public static bool IsChecked(ReadOnlySpan<byte> key) => (PreimageType)key[0] is PreimageType.Keccak256 or PreimageType.Sha256;

    /// <summary>The name of a key's type.</summary>
    public static string TypeName(byte type) => (PreimageType)type switch
    {
        PreimageType.Local => "local",
        PreimageType.Keccak256 => "keccak256",
        PreimageType.Generic => "generic",
        PreimageType.Sha256 => "sha256",
        PreimageType.Blob => "blob",
        PreimageType.Precompile => "precompile",
        _ => string.Create(CultureInfo.InvariantCulture, $"type {type}"),
    };

    /// <summary>The key in hexadecimal and what it is, as "0x02… (keccak256)".</summary>
    public static string Describe(ReadOnlySpan<byte> key)
    {
        string type = TypeName(key[0]);
        if ((PreimageType)key[0] == PreimageType.Local && LocalIndex(key) is { } index)
            type += string.Create(CultureInfo.InvariantCulture, $" {index}");
        return $"0x{Convert.ToHexStringLower(key)} ({type})";
    }

    /// <summary>The key of a local value.</summary>
    public static byte[] Local(ulong index)
    {
        byte[] key = new byte[Length];
        key[0] = (byte)PreimageType.Local;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(24), index);
        return key;
    }

    /// <summary>The index of a local key, or null where it is larger than 64 bits.</summary>
    public static ulong? LocalIndex(ReadOnlySpan<byte> key) =>
        key[1..24].ContainsAnyExcept((byte)0) ? null : System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(key[24..]);
}
