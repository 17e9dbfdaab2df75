namespace Zkfp.MipsVm.Loading;

/// <summary>Byte order of a program. It matters to sub-word and unaligned accesses only; words are words.</summary>
public enum Endianness : byte
{
    /// <summary>Most significant byte first (<c>mips</c>).</summary>
    Big,

    /// <summary>Least significant byte first (<c>mipsel</c>).</summary>
    Little,
}
