using Zkfp.MipsVm.Loading;

namespace Zkfp.Rollup.Guest;

/// <summary>Finds guests' builds: beside the program, or in the repository that holds the working folder or the program.</summary>
public static class GuestFiles
{
    /// <summary>The host build.</summary>
    /// <exception cref="GuestException">There is none.</exception>
    public static string FindNative() =>
        Find(["evm-guest", "guests/evm/build/host/evm-guest"])
        ?? throw new GuestException("the native EVM guest is not built; run: make -C guests/evm host (or give its path with --guest)");

    /// <summary>The host build for tests filled with EIP-2537's draft of April 2024, or null.</summary>
    public static string? FindDraftPrague() => Find(["guests/evm/build/host-eip2537/evm-guest"]);

    /// <summary>The MIPS build of a byte order: prebuilt, or built here.</summary>
    /// <exception cref="GuestException">There is none.</exception>
    public static string FindMips(Endianness endianness)
    {
        string target = endianness == Endianness.Big ? "mips" : "mipsel";
        return Find([$"evm-guest-{target}.elf", $"guests/evm/build/{target}/evm-guest", $"guests/evm/prebuilt/evm-guest-{target}.elf"])
            ?? throw new GuestException($"there is no EVM guest for the machine; run: make -C guests/evm {target} (or give its path with --guest)");
    }

    /// <summary>The ledger's client of the preimage oracle, prebuilt.</summary>
    /// <exception cref="GuestException">There is none.</exception>
    public static string FindLedger() =>
        Find(["guests/ledger/prebuilt/ledger-mips.elf"]) ?? throw new GuestException("the ledger's client is not found: run this inside the repository");

    private static string? Find(string[] candidates)
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                foreach (string candidate in candidates)
                {
                    string path = Path.Combine(folder.FullName, candidate);
                    if (File.Exists(path)) return path;
                }
            }
        }

        return null;
    }
}
