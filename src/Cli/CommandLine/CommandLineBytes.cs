using System.Text;

namespace Zkfp.Cli.CommandLine;

/// <summary>The command line as the system has it.</summary>
internal static class CommandLineBytes
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Whether all words are UTF-8; taken for granted where the system does not tell.</summary>
    public static bool AreUtf8()
    {
        try
        {
            s_strict.GetCharCount(File.ReadAllBytes("/proc/self/cmdline"));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
