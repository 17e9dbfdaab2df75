using Zkfp.Core.Machine;
using Zkfp.MipsVm.Hosting;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Texts of outcomes. A proof states all 32 bits, and so do these.</summary>
internal static class WaitStatusText
{
    private const uint Named = 32;

    /// <summary>As <see cref="WaitStatus.ToString"/>, signals with their names.</summary>
    public static string Describe(this WaitStatus status) =>
        status.Signaled && status.Word < Named ? $"{status} ({GuestDiagnostic.SignalName(status.Word)})" : status.ToString();
}

/// <summary>The security that a proof has.</summary>
internal static class Security
{
    /// <summary>Bits of the weakest of all terms, the hash included, in words. Rounded down: never more than there is.</summary>
    public static string Describe(double bits) =>
        (Math.Floor(bits * 10) / 10).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) + " proven bits";
}
