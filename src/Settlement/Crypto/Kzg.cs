using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.Crypto;

/// <summary>KZG cannot be used, or refused its input.</summary>
public sealed class KzgException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// KZG commitments to blobs (EIP-4844, EIP-7594) with Ethereum's trusted setup, by c-kzg; built by <c>native/kzg/build.sh</c>. Loading the
/// setup takes seconds; the object may be used by any number of threads.
/// </summary>
public sealed partial class Kzg : IDisposable
{
    internal const string Library = "zkfp_kzg";

    /// <summary>Cells that a blob is extended to, each with a proof.</summary>
    public const int Cells = 128;

    private IntPtr _settings;

    static Kzg() => NativeLibrary.SetDllImportResolver(typeof(Kzg).Assembly, Resolve);

    /// <summary>Makes the library of this folder the one that is loaded, for whatever needs it.</summary>
    internal static string RequireFolder() => Folder ?? throw new KzgException("KZG and BLS are not built; run: native/kzg/build.sh");

    private Kzg(IntPtr settings) => _settings = settings;

    /// <summary>The folder with library and setup, or null if they were not built.</summary>
    public static string? Folder
    {
        get
        {
            foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            {
                for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                {
                    foreach (string candidate in new[] { folder.FullName, Path.Combine(folder.FullName, "native", "kzg", "build") })
                    {
                        if (File.Exists(Path.Combine(candidate, $"lib{Library}.so"))) return candidate;
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Loads library and setup.</summary>
    /// <exception cref="KzgException">They are not there, or damaged.</exception>
    public static Kzg Load()
    {
        string folder = RequireFolder();
        string setup = Path.Combine(folder, "trusted_setup.txt");
        try
        {
            int code = zkfp_kzg_load(setup, out IntPtr settings);
            return code == 0 ? new Kzg(settings) : throw new KzgException($"cannot load the trusted setup '{setup}': code {code}");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new KzgException($"cannot load the KZG library in '{folder}': {e.Message}", e);
        }
    }

    /// <summary>The commitment, 48 bytes.</summary>
    /// <exception cref="KzgException">Not a blob.</exception>
    public byte[] Commit(ReadOnlySpan<byte> blob)
    {
        byte[] commitment = new byte[48];
        Check(zkfp_kzg_commit(_settings, Checked(blob), commitment), "commitment");
        return commitment;
    }

    /// <summary>The proof, 48 bytes, that the blob's polynomial has the value at z.</summary>
    /// <exception cref="KzgException">Not a blob, or z not below the order.</exception>
    public (byte[] Proof, BigInteger Value) Open(ReadOnlySpan<byte> blob, BigInteger z)
    {
        byte[] proof = new byte[48], value = new byte[32], point = new byte[32];
        byte[] digits = z.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (digits.Length > 32) throw new KzgException("the point is not below 2^256");
        digits.CopyTo(point, 32 - digits.Length);
        Check(zkfp_kzg_open(_settings, Checked(blob), point, proof, value), "opening");
        return (proof, new BigInteger(value, isUnsigned: true, isBigEndian: true));
    }

    /// <summary>The proofs of all cells, 48 bytes each: what a node wants beside a blob.</summary>
    /// <exception cref="KzgException">Not a blob.</exception>
    public IReadOnlyList<byte[]> CellProofs(ReadOnlySpan<byte> blob)
    {
        byte[] proofs = new byte[48 * Cells];
        Check(zkfp_kzg_cell_proofs(_settings, Checked(blob), proofs), "cell proofs");
        return [.. proofs.Chunk(48)];
    }

    /// <summary>What a transaction names a blob by: SHA-256 of the commitment, its first byte 1.</summary>
    public static Hash256 VersionedHash(ReadOnlySpan<byte> commitment)
    {
        byte[] hash = SHA256.HashData(commitment);
        hash[0] = 1;
        return new Hash256(hash);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_settings == IntPtr.Zero) return;
        zkfp_kzg_free(_settings);
        _settings = IntPtr.Zero;
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> blob) =>
        blob.Length == Blob.Bytes ? blob : throw new KzgException($"a blob has {Blob.Bytes} bytes, got {blob.Length}");

    private static void Check(int code, string what)
    {
        if (code == 1) throw new KzgException($"{what}: an element of the blob, or the point, is not below the order");
        if (code != 0) throw new KzgException($"{what}: c-kzg ends with code {code}");
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == Library && Folder is { } folder ? NativeLibrary.Load(Path.Combine(folder, $"lib{Library}.so")) : IntPtr.Zero;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int zkfp_kzg_load(string path, out IntPtr settings);

    [LibraryImport(Library)]
    private static partial void zkfp_kzg_free(IntPtr settings);

    [LibraryImport(Library)]
    private static partial int zkfp_kzg_commit(IntPtr settings, ReadOnlySpan<byte> blob, Span<byte> commitment);

    [LibraryImport(Library)]
    private static partial int zkfp_kzg_open(IntPtr settings, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> z, Span<byte> proof, Span<byte> y);

    [LibraryImport(Library)]
    private static partial int zkfp_kzg_cell_proofs(IntPtr settings, ReadOnlySpan<byte> blob, Span<byte> proofs);
}
