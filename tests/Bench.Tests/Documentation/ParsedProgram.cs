using System.Reflection;
using System.Runtime.Loader;
using Bench.Tests.Cli;

namespace Bench.Tests.Documentation;

/// <summary>The command line of the built program, which reads arguments here without doing anything.</summary>
internal static class ParsedProgram
{
    private static readonly (object Root, MethodInfo Parse) Program = Load();

    /// <summary>What the program says is wrong with its arguments, in the words of its parser.</summary>
    public static IReadOnlyList<string> MistakesOf(IReadOnlyList<string> arguments)
    {
        var parsed = Program.Parse.Invoke(Program.Root, [arguments, null])!;
        var errors = (IEnumerable<object>)parsed.GetType().GetProperty("Errors")!.GetValue(parsed)!;
        return [.. errors.Select(e => (string)e.GetType().GetProperty("Message")!.GetValue(e)!)];
    }

    /// <summary>The options of all its commands.</summary>
    public static IReadOnlySet<string> Options => OptionsOf(Program.Root).ToHashSet();

    private static IEnumerable<string> OptionsOf(object command) =>
        Children(command, "Options").Select(o => (string)o.GetType().GetProperty("Name")!.GetValue(o)!).Concat(Children(command, "Subcommands").SelectMany(OptionsOf));

    private static IEnumerable<object> Children(object command, string property) => (IEnumerable<object>)command.GetType().GetProperty(property)!.GetValue(command)!;

    // In a context of its own, as the program brings its own versions of what it uses.
    private static (object, MethodInfo) Load()
    {
        var context = new ProgramContext(BenchProgram.Library);
        var commands = context.LoadFromAssemblyPath(BenchProgram.Library).GetType("Bench.Cli.Commands.RootCommands")!;
        var root = commands.GetMethod("Create")!.Invoke(null, null)!;
        return (root, root.GetType().GetMethods().Single(m => m.Name == "Parse" && m.GetParameters() is [{ ParameterType: { } first }, _] && first == typeof(IReadOnlyList<string>)));
    }

    private sealed class ProgramContext(string program) : AssemblyLoadContext("bench")
    {
        private readonly AssemblyDependencyResolver resolver = new(program);

        protected override Assembly? Load(AssemblyName name) => resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
