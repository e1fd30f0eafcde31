namespace Bench.Core;

/// <summary>
/// A mistake of the person who runs the program (a name, a file, a flag, a sweep): shown as its message alone,
/// without a stack trace, with exit code 2. The message says what is wrong, where, and which values are valid.
/// </summary>
public sealed class UserError(string message, Exception? cause = null) : Exception(message, cause);
