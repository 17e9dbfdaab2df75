namespace Zkfp.MipsVm.Hosting;

/// <summary>
/// Preimages as files of a folder. A file's name is its key in hexadecimal, in any case, with or without <c>0x</c>, and with <c>.bin</c> or no ending
/// for the bytes themselves or <c>.txt</c> for their hexadecimal digits (what op-program's store writes). Other files are ignored.
/// </summary>
public sealed class DirectoryPreimageOracle : IPreimageOracle
{
    private static readonly string[] s_endings = ["", ".bin", ".txt"]; // of several files for a key, the first in this order counts

    private readonly string _directory;
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lists the folder, which must exist.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public DirectoryPreimageOracle(string directory)
    {
        _directory = directory;
        foreach (string path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            if (KeyOf(path) is { } key && (!_files.TryGetValue(key, out string? other) || Rank(path) < Rank(other)))
                _files[key] = path;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A file does not hold hexadecimal digits.</exception>
    public byte[]? Find(ReadOnlySpan<byte> key)
    {
        if (!_files.TryGetValue(Convert.ToHexStringLower(key), out string? path))
            return null;
        if (Rank(path) != 2)
            return File.ReadAllBytes(path);
        ReadOnlySpan<char> digits = File.ReadAllText(path).AsSpan().Trim();
        try
        {
            return Convert.FromHexString(digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"preimage '{path}': hexadecimal digits expected", e);
        }
    }

    /// <inheritdoc/>
    public void Hint(ReadOnlySpan<byte> hint)
    {
    }

    /// <summary>Writes a preimage to the folder; it is there whole or not at all.</summary>
    public void Keep(ReadOnlySpan<byte> key, byte[] preimage)
    {
        string name = Convert.ToHexStringLower(key), path = _files.TryGetValue(name, out string? old) && Rank(old) != 2 ? old : Path.Combine(_directory, name);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, preimage);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        _files[name] = path;
    }

    private static int Rank(string path) => Array.FindIndex(s_endings, e => string.Equals(Path.GetExtension(path), e, StringComparison.OrdinalIgnoreCase));

    private static string? KeyOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (name.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            name = name[2..];
        return Rank(path) >= 0 && name.Length == 2 * PreimageKey.Length && name.All(char.IsAsciiHexDigit) ? name.ToLowerInvariant() : null;
    }
}
