using System.CommandLine;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp completion`: scripts that let a shell complete commands and options by asking `zkfp` itself.</summary>
internal static class CompletionCommand
{
    private const string Help = """
        The shell asks zkfp for words; where it has none, file names are completed. For one session: eval "$(zkfp completion bash)", likewise zsh; in fish:
        zkfp completion fish | source. For good, in folders that must be there:

          zkfp completion bash > ~/.local/share/bash-completion/completions/zkfp
          zkfp completion zsh > ~/.zfunc/_zkfp             (if $fpath has it)
          zkfp completion fish > ~/.config/fish/completions/zkfp.fish
        """;

    // bash takes '--option=' for a word of its own; the answer begins with it.
    private const string Bash = """
        # bash completion of zkfp
        _zkfp() {
            mapfile -t COMPREPLY < <("$1" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            [[ $COMP_WORDBREAKS != *=* ]] || COMPREPLY=("${COMPREPLY[@]#*=}")
        }
        complete -o bashdefault -o default -F _zkfp zkfp
        """;

    private const string Zsh = """
        #compdef zkfp
        # zsh completion of zkfp
        _zkfp() {
            local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
            local -a answer
            answer=("${(@f)$($words[1] "[suggest:${#line}]" "$line" 2>/dev/null)}")
            if [[ -n $answer[1] ]]; then compadd -- $answer; else [[ $PREFIX != --*=* ]] || compset -P '*='; _files; fi
        }
        if [[ $funcstack[1] == _zkfp ]]; then _zkfp "$@"; else compdef _zkfp zkfp; fi
        """;

    private const string Fish = """
        # fish completion of zkfp
        function __zkfp
            set -l line (commandline -cp)
            set -l answer (zkfp "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if set -q answer[1]
                printf '%s\n' $answer
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c zkfp -f -a '(__zkfp)'
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
            foreach (string line in script.Split('\n')) session.Line(line);
            session.Json.Add("script", script);
            return ExitCode.Ok;
        });
        return command;
    }
}
