using System.CommandLine;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp completion`: scripts that let a shell complete commands and options by asking `zkfp` itself.</summary>
internal static class CompletionCommand
{
    private const string Help = """
        The shell asks zkfp for words; where it has none, file names are completed.

        Examples:
          zkfp completion bash > ~/.local/share/bash-completion/completions/zkfp
          zkfp completion zsh  > ~/.zfunc/_zkfp        (a folder of $fpath)
          zkfp completion fish > ~/.config/fish/completions/zkfp.fish
        """;

    private const string Bash = """
        # bash completion of zkfp
        _zkfp() {
            local word=${COMP_WORDS[COMP_CWORD]}
            mapfile -t COMPREPLY < <(compgen -W "$(zkfp "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word")
        }
        complete -o bashdefault -o default -F _zkfp zkfp
        """;

    private const string Zsh = """
        #compdef zkfp
        # zsh completion of zkfp
        _zkfp() {
            local -a words_
            words_=("${(@f)$(zkfp "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${words_[1]}" && "${words[CURRENT]}" == -* || CURRENT -eq 2 ]]; then compadd -a words_; else _files; fi
        }
        compdef _zkfp zkfp
        """;

    private const string Fish = """
        # fish completion of zkfp
        complete -c zkfp -a '(zkfp "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("completion", "Print a script that completes zkfp's words in a shell.", Help);
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.OneOf("bash", "zsh", "fish");
        command.Add(shell);
        command.OnRun(common, session =>
        {
            session.CheckFiles([], []);
            string script = session.Get(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish };
            session.Line(script);
            session.Json.Add("script", script);
            return ExitCode.Ok;
        });
        return command;
    }
}
