namespace Zkfp.MipsVm.Loading;

/// <summary>A file that is not a program this machine can load: what is wrong, where, what was expected and what was found.</summary>
public sealed class ElfException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="where">Field or structure, such as <c>e_machine</c> or <c>program header 2</c>.</param>
    /// <param name="expected">What a loadable file has there.</param>
    /// <param name="got">What this file has.</param>
    public ElfException(string where, string expected, string got)
        : base($"ELF {where}: expected {expected}, got {got}")
    {
        Where = where;
        Expected = expected;
        Got = got;
    }

    /// <summary>Field or structure at fault.</summary>
    public string Where { get; }

    /// <summary>What a loadable file has there.</summary>
    public string Expected { get; }

    /// <summary>What this file has.</summary>
    public string Got { get; }
}
