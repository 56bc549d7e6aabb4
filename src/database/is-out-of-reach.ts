/** Whether Sequelize found no connection to the database, or none of its own was free in time. */
export const isOutOfReach = ({ name }: Error): boolean =>
  /^Sequelize(?:Connection\w*|HostNot\w+)Error$/.test(name);
