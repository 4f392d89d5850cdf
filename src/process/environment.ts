/** Returns the environment, with what stands in `.env` in the working folder added where a variable is not set; without that file, as it is. */
export function readEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) throw error;
  }
  return process.env;
}
