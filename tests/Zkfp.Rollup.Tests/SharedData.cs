using System.Diagnostics;
using Zkfp.Rollup.Guest;

namespace Zkfp.Rollup.Tests;

/// <summary>Test data beside the repository, and the guest's builds.</summary>
internal static class SharedData
{
    private static readonly Lazy<string?> Unpacked = new(Unpack);

    /// <summary>The official tests, unpacked once per machine; null where the archive or tar is missing.</summary>
    public static string? EthereumTests => Unpacked.Value;

    /// <summary>The folder of mainnet blocks, or null.</summary>
    public static string? Blocks => Find("shared/blocks") is { } path && Directory.Exists(path) ? path : null;

    /// <summary>The native guest, or null if it is not built.</summary>
    public static string? NativeGuest
    {
        get
        {
            try
            {
                return GuestFiles.FindNative();
            }
            catch (GuestException)
            {
                return null;
            }
        }
    }

    /// <summary>The big-endian MIPS guest, or null if there is none.</summary>
    public static string? MipsGuest
    {
        get
        {
            try
            {
                return GuestFiles.FindMips(MipsVm.Loading.Endianness.Big);
            }
            catch (GuestException)
            {
                return null;
            }
        }
    }

    /// <summary>A file of the repository's samples.</summary>
    public static string Sample(string name) => Path.Combine(Root().FullName, "samples", name);

    /// <summary>The folder of the L1 contracts.</summary>
    public static string Contracts => Path.Combine(Root().FullName, "contracts");

    /// <summary>The program `anvil` (npm: @foundry-rs/anvil) on the path or beside the contracts, or null.</summary>
    public static string? Anvil => Zkfp.Settlement.Roles.AnvilNode.Find(Contracts);

    // ../shared is beside the repository, whose root holds the solution.
    private static string? Find(string path) => Root().Parent is { } beside ? Path.Combine(beside.FullName, path) : null;

    private static DirectoryInfo Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Zkfp.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }

    private static string? Unpack()
    {
        if (Find("shared/ethereum-tests/ethereum-tests-2024-10-24.tar.xz") is not { } archive || !File.Exists(archive)) return null;
        string target = Path.Combine(Path.GetTempPath(), "zkfp-ethereum-tests-2024-10-24");
        if (Directory.Exists(target)) return target;
        string partial = $"{target}.{Environment.ProcessId}";
        Directory.CreateDirectory(partial);
        using Process? tar = Process.Start(new ProcessStartInfo("tar") { ArgumentList = { "-xJf", archive, "-C", partial } });
        tar?.WaitForExit();
        if (tar?.ExitCode != 0) return null;
        try
        {
            Directory.Move(partial, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(partial, recursive: true);
        }

        return target;
    }
}

/// <summary>A test that needs the official tests; optionally also a build of the guest.</summary>
internal sealed class EthereumTestsFactAttribute : FactAttribute
{
    public EthereumTestsFactAttribute(bool nativeGuest = false, bool mipsGuest = false)
    {
        if (SharedData.EthereumTests is null) Skip = "../shared/ethereum-tests or tar is missing";
        else if (nativeGuest && SharedData.NativeGuest is null) Skip = "the native EVM guest is not built (make -C guests/evm host)";
        else if (mipsGuest && SharedData.MipsGuest is null) Skip = "there is no EVM guest for the machine (make -C guests/evm mips)";
    }
}

/// <summary>A test that needs the mainnet blocks; optionally also a build of the guest.</summary>
internal sealed class BlocksFactAttribute : FactAttribute
{
    public BlocksFactAttribute(bool nativeGuest = false)
    {
        if (SharedData.Blocks is null) Skip = "../shared/blocks is missing";
        else if (nativeGuest && SharedData.NativeGuest is null) Skip = "the native EVM guest is not built (make -C guests/evm host)";
    }
}

/// <summary>A test that runs the guest natively.</summary>
internal sealed class NativeGuestFactAttribute : FactAttribute
{
    public NativeGuestFactAttribute()
    {
        if (SharedData.NativeGuest is null) Skip = "the native EVM guest is not built (make -C guests/evm host)";
    }
}

/// <summary>A test that needs c-kzg.</summary>
internal sealed class KzgFactAttribute : FactAttribute
{
    public KzgFactAttribute()
    {
        if (Zkfp.Settlement.Crypto.Kzg.Folder is null) Skip = "KZG is not built (native/kzg/build.sh)";
    }
}

/// <summary>A test with cases that needs c-kzg.</summary>
internal sealed class KzgTheoryAttribute : TheoryAttribute
{
    public KzgTheoryAttribute()
    {
        if (Zkfp.Settlement.Crypto.Kzg.Folder is null) Skip = "KZG is not built (native/kzg/build.sh)";
    }
}

/// <summary>A test that talks to a real node, Foundry's anvil.</summary>
internal sealed class AnvilFactAttribute : FactAttribute
{
    public AnvilFactAttribute()
    {
        if (SharedData.Anvil is null) Skip = "anvil is not here (npm ci --prefix contracts)";
    }
}
